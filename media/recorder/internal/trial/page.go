package trial

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
)

// Tone is the page's, in Hz.
const Tone = 440

// The page plays a film that was made with flash and beep at the same moment, so the browser itself keeps them in step, as
// it does in a call. Its query: end=SECONDS says END_RECORDING so long after the start; start=never; noise=1: detailed,
// moving content, hard on the encoder; crash=SECONDS.
const pageText = `<!doctype html><meta charset="utf-8"><title>trial</title>
<style>html,body{margin:0;height:100%;background:#111;overflow:hidden}video,canvas{position:absolute;width:100%;height:100%;object-fit:fill}</style>
<video id="film" src="/film.mp4" autoplay loop></video>
<script>
const q = new URLSearchParams(location.search), film = document.getElementById('film');
if (q.get('noise')) film.src = '/noise.mp4';
let said = false;
film.addEventListener('timeupdate', () => {
  if (said || q.get('start') === 'never') return;
  said = true;
  console.log('START_RECORDING');
  if (q.get('away')) { console.warn('LINE_DOWN'); setTimeout(() => console.warn('LINE_UP'), 1000 * Number(q.get('away'))); }
  if (q.get('end')) setTimeout(() => console.log('END_RECORDING'), 1000 * Number(q.get('end')));
});
film.addEventListener('error', () => console.error('the film cannot be played: ' + film.error.message));
</script>`

// Page is a web server with the page. Its address ends with "/". "/status/404" answers so.
func Page(t testing.TB) string {
	t.Helper()
	mux := http.NewServeMux()
	films := map[bool]string{false: film(t, false), true: film(t, true)}
	mux.HandleFunc("/{$}", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_, _ = fmt.Fprint(w, pageText)
	})
	mux.HandleFunc("/silent", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_, _ = fmt.Fprint(w, "<!doctype html><title>silent</title><p>Nobody speaks.")
	})
	mux.HandleFunc("/status/{code}", func(w http.ResponseWriter, r *http.Request) {
		code, _ := strconv.Atoi(r.PathValue("code"))
		http.Error(w, "no such page", code)
	})
	mux.HandleFunc("/film.mp4", func(w http.ResponseWriter, r *http.Request) { http.ServeFile(w, r, films[false]) })
	mux.HandleFunc("/noise.mp4", func(w http.ResponseWriter, r *http.Request) { http.ServeFile(w, r, films[true]) })
	server := httptest.NewServer(mux)
	t.Cleanup(func() {
		server.CloseClientConnections()
		server.Close()
	})
	return server.URL + "/"
}

var making sync.Mutex

// onBeat is, as ffmpeg writes it, whether a second is one of the film's beats, each of which lasts 200 ms: a grab that comes late must not miss it.
func onBeat() string {
	var any []string
	for _, beat := range beats {
		any = append(any, fmt.Sprintf("between(mod(t+0.001,%d),%g,%g)", period, beat, beat+0.2))
	}
	return strings.Join(any, "+")
}

// film makes the film once and keeps it for later runs: a minute of red with a green left half; on each beat the right
// half is white and the tone is loud. A green square runs along its upper edge.
func film(t testing.TB, noise bool) string {
	making.Lock()
	defer making.Unlock()
	name, seconds, picture := "recorder-trial-film-5.mp4", 60, "color=c=0xC81E1E:s=640x360:r=30:d=60"
	if noise {
		name, seconds, picture = "recorder-trial-noise-5.mp4", 20, "testsrc2=s=1280x720:r=30:d=20,noise=alls=12:allf=t"
	}
	path := filepath.Join(os.TempDir(), name)
	if _, err := os.Stat(path); err == nil {
		return path
	}
	half := filepath.Join(os.TempDir(), fmt.Sprintf("%d-%s", os.Getpid(), name))
	out, err := exec.Command("ffmpeg", "-v", "error", "-y", "-f", "lavfi", "-i", picture+
		",drawbox=x=0:y=0:w=iw/2:h=ih:color=0x1E961E:t=fill:enable='"+map[bool]string{true: "0", false: "1"}[noise]+"'"+
		",drawbox=x=iw/2:y=48:w=iw/2:h=ih:color=white:t=fill:enable='"+onBeat()+"'[film];"+
		"color=c=0x1E961E:s=48x48:r=30[square];[film][square]overlay=x='W/2+mod(n*24,W/2-48)':y=0:shortest=1",
		"-f", "lavfi", "-i", fmt.Sprintf("aevalsrc='sin(2*PI*%d*t)*if(%s,0.5,0.05)':s=48000:d=%d", Tone, onBeat(), seconds),
		"-c:v", "libx264", "-preset", "ultrafast", "-g", "30", "-b:v", "5M", "-pix_fmt", "yuv420p", "-c:a", "aac", "-b:a", "128k", "-ac", "2",
		"-movflags", "+faststart", half).CombinedOutput()
	if err != nil {
		t.Fatalf("the film could not be made: %v: %s", err, out)
	}
	if err := os.Rename(half, path); err != nil {
		t.Error(err)
	}
	return path
}
