import react from "@vitejs/plugin-react";
import type { Plugin } from "vite";
import { defineConfig } from "vitest/config";

/**
 * Cascade layers rank by first appearance, and of the files that the build makes nobody knows which comes first: a shared
 * part before the entry would put `components` below `reset`. So each begins with the whole order.
 */
function layerOrder(): Plugin {
  return {
    name: "layer-order",
    generateBundle(_options, bundle) {
      for (const file of Object.values(bundle)) {
        if (file.type !== "asset" || !file.fileName.endsWith(".css")) continue;
        file.source = `@layer reset,tokens,base,components,screens;${file.source}`;
      }
    },
  };
}

export default defineConfig({
  plugins: [react(), layerOrder()],
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
    rollupOptions: {
      // `live` is for a host's own pages, which name it as it is: rooms/live.js. `record` is what a recorder opens.
      input: {
        main: "src/app/main.tsx",
        live: "src/live/page.ts",
        record: "src/record/main.tsx",
        recordings: "src/recordings/page.ts",
      },
      output: {
        entryFileNames: ({ name }) => (name === "live" ? "live.js" : "assets/[name]-[hash].js"),
      },
    },
  },
  test: {
    css: false,
    restoreMocks: true,
    // Each file has a world of its own as in a process of its own, at a third of the cost: what makes worlds is loaded once.
    pool: "vmThreads",
    testTimeout: 60_000,
    hookTimeout: 60_000,
    projects: [
      // Rules need no document, and a document costs seconds.
      {
        extends: true,
        test: {
          name: "model",
          environment: "node",
          include: ["src/**/model/**/*.test.ts", "src/*.test.ts", "size/*.test.ts"],
        },
      },
      {
        extends: true,
        test: {
          name: "page",
          environment: "jsdom",
          setupFiles: ["src/testing/setup.ts"],
          include: ["src/**/*.test.{ts,tsx}"],
          exclude: ["src/**/model/**/*.test.ts", "src/*.test.ts"],
        },
      },
    ],
  },
});
