package proc

import (
	"os"
	"strings"
)

// What a child may know of the worker's environment. The rest holds LiveKit's secret and the storage's keys.
var passed = []string{"PATH", "LANG", "LANGUAGE", "LC_ALL", "TZ", "LD_LIBRARY_PATH", "SSL_CERT_FILE", "SSL_CERT_DIR",
	"FONTCONFIG_FILE", "FONTCONFIG_PATH", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "http_proxy", "https_proxy", "no_proxy"}

// Environ is the environment of a child: the few harmless variables of ours, then those given.
func Environ(more ...string) []string {
	var env []string
	for _, name := range passed {
		if v, ok := os.LookupEnv(name); ok && !strings.ContainsRune(v, 0) {
			env = append(env, name+"="+v)
		}
	}
	return append(env, more...)
}
