package stage

import (
	"fmt"
	"path/filepath"
)

// flags are Chromium's: one quiet window that fills the display, plays sound unasked, never sleeps, and talks to
// nobody but the page's servers.
func flags(o Options, home string) []string {
	f := []string{
		"--remote-debugging-pipe",
		"--user-data-dir=" + filepath.Join(home, "profile"),
		"--disk-cache-dir=" + filepath.Join(home, "cache"),
		"--no-first-run", "--no-default-browser-check", "--password-store=basic", "--use-mock-keychain",
		"--lang=en", "--test-type", "--noerrdialogs", "--disable-infobars", "--disable-prompt-on-repost",
		// quiet on a closed network
		"--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-default-apps",
		"--disable-domain-reliability", "--disable-client-side-phishing-detection", "--disable-breakpad", "--no-pings",
		"--disable-extensions", "--disable-component-extensions-with-background-pages", "--metrics-recording-only",
		// not wanted here
		"--disable-features=Translate,MediaRouter,OptimizationHints,InterestFeedContentSuggestions,CalculateNativeWinOcclusion,AutofillServerCommunication,CertificateTransparencyComponentUpdater,GlobalMediaControls,HardwareMediaKeyHandling",
		// awake, though nobody looks
		"--disable-background-timer-throttling", "--disable-backgrounding-occluded-windows", "--disable-renderer-backgrounding",
		"--disable-hang-monitor", "--disable-ipc-flooding-protection", "--disable-popup-blocking",
		"--autoplay-policy=no-user-gesture-required",
		// no GPU; /dev/shm is 64 MB in a container
		"--disable-gpu", "--disable-dev-shm-usage",
		"--force-color-profile=srgb", "--force-device-scale-factor=1", "--hide-scrollbars",
	}
	if o.NoSandbox {
		f = append(f, "--no-sandbox")
	}
	if o.AudioOnly {
		f = append(f, "--headless=new", "--window-size=640,360")
	} else {
		f = append(f, "--ozone-platform=x11", "--kiosk", "--start-fullscreen", "--window-position=0,0", fmt.Sprintf("--window-size=%d,%d", o.Width, o.Height))
	}
	return append(f, "about:blank")
}
