package request

import (
	"fmt"
	"path"
	"path/filepath"
	"strings"
	"time"
	"unicode"

	"github.com/livekit/protocol/livekit"

	"rooms.example/recorder/internal/plan"
)

// What S3 takes as a key, in bytes.
const longestPath = 1024

func (w *wanted) addFile(job *Job, d Defaults, now time.Time) error {
	if w.file == nil {
		return nil
	}
	container, err := w.container()
	if err != nil {
		return err
	}
	bucket, err := storage(w.file.upload, d.S3)
	if err != nil {
		return err
	}
	named := fileName(w.file.path, job.Info, container, now)
	if bucket == nil {
		named = belowOutputDir(named, d.OutputDir)
	} else {
		named = strings.TrimLeft(named, "/")
	}
	if err := checkPath(named); err != nil {
		return err
	}
	job.Plan.File = &plan.File{Path: path.Clean(named), Container: container, Manifest: !w.file.noManifest, S3: bucket}
	result := &livekit.FileInfo{Filename: job.Plan.File.Path}
	job.Info.FileResults = []*livekit.FileInfo{result}
	if w.oldForm {
		job.Info.Result = &livekit.EgressInfo_File{File: result} // the caller asked by the old field
	}
	return nil
}

// container decides the kind of file: sound alone is OGG unless asked otherwise, as in LiveKit's own worker; a stream
// beside it needs AAC, and with it MP4.
func (w *wanted) container() (string, error) {
	codec := w.encoding.advanced.GetAudioCodec()
	kind := w.file.kind
	if kind == livekit.EncodedFileType_DEFAULT_FILETYPE {
		kind = livekit.EncodedFileType_MP4
		if w.audioOnly && w.stream == nil && codec != livekit.AudioCodec_AAC {
			kind = livekit.EncodedFileType_OGG
		}
	}
	switch {
	case kind == livekit.EncodedFileType_MP4 && codec != livekit.AudioCodec_OPUS:
		return plan.MP4, nil
	case kind == livekit.EncodedFileType_MP4:
		return "", refuse("an MP4 file of this recorder has AAC sound, not %s", codec)
	case kind != livekit.EncodedFileType_OGG:
		return "", refuse("this recorder writes MP4 and OGG files, not %s", kind)
	case !w.audioOnly:
		return "", refuse("an OGG file is for audio_only")
	case w.stream != nil:
		return "", refuse("an OGG file and a stream need different codecs: ask for an MP4 file")
	case codec == livekit.AudioCodec_AAC:
		return "", refuse("an OGG file has OPUS sound, not %s", codec)
	}
	return plan.OGG, nil
}

// fileName fills in what LiveKit's own worker fills in: the variables in a path, a name where there is none or where it
// ends with "/", and the extension.
func fileName(asked string, info *livekit.EgressInfo, container string, now time.Time) string {
	now = now.UTC()
	stamp := now.Format("2006-01-02T150405")
	named := strings.NewReplacer(
		"{room_name}", info.RoomName, "{room_id}", info.RoomId, "{time}", stamp,
		"{utc}", now.Format("20060102150405")+fmt.Sprintf("%03d", now.Nanosecond()/1e6),
	).Replace(asked)
	if named == "" || strings.HasSuffix(named, "/") {
		named += strings.ReplaceAll(info.RoomName, "/", "-") + "-" + stamp
	}
	extension := path.Ext(named)
	switch strings.ToLower(extension) {
	case "." + container:
		return named
	case ".mp4", ".ogg", ".mp3", ".webm", ".ts", ".m3u8", ".ivf", ".h264":
		named = strings.TrimSuffix(named, extension)
	}
	return named + "." + container
}

// belowOutputDir makes an absolute path that points into the output directory relative to it. Others are left: checkPath
// refuses them.
func belowOutputDir(named, outputDir string) string {
	if relative, err := filepath.Rel(outputDir, named); err == nil && path.IsAbs(named) && filepath.IsLocal(relative) {
		return filepath.ToSlash(relative)
	}
	return named
}

func checkPath(named string) error {
	switch {
	case len(named) > longestPath:
		return refuse("a filepath of %d bytes is too long: %d are possible", len(named), longestPath)
	case strings.ContainsFunc(named, unicode.IsControl) || strings.Contains(named, `\`):
		return refuse("a filepath may hold no control characters and no backslash")
	case path.IsAbs(named):
		return refuse("a local filepath must lead below the recorder's output directory: give it relative to that")
	case !filepath.IsLocal(named):
		return refuse("a filepath may not lead out of its directory with \"..\"")
	}
	return nil
}
