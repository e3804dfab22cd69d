import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

export default defineConfig({
  plugins: [react()],
  // Relative, so that a host may serve static files from any address.
  base: "./",
  build: {
    outDir: "../rooms/static/rooms",
    emptyOutDir: true,
    manifest: "manifest.json",
    assetsDir: "assets",
    // Inlined assets would need `data:` in more places of the content security policy than images.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // The oldest browsers that LiveKit's client still speaks to; CSS is lowered to the same.
    target: ["chrome111", "edge111", "firefox115", "safari16.4"],
    cssTarget: ["chrome111", "edge111", "firefox115", "safari16.4"],
    rollupOptions: { input: "src/app/main.tsx" },
  },
  test: {
    environment: "jsdom",
    setupFiles: ["src/testing/setup.ts"],
    include: ["src/**/*.test.{ts,tsx}"],
    css: false,
    restoreMocks: true,
    testTimeout: 15_000,
  },
});
