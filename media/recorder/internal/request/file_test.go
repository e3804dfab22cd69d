package request

import (
	"reflect"
	"strings"
	"testing"

	"github.com/livekit/protocol/livekit"

	"rooms.example/recorder/internal/plan"
)

func named(filepath string) func(*livekit.RoomCompositeEgressRequest) {
	return func(r *livekit.RoomCompositeEgressRequest) { r.FileOutputs[0].Filepath = filepath }
}

func TestAFileIsNamedAsLiveKitsOwnWorkerNamesIt(t *testing.T) {
	for asked, want := range map[string]string{
		"a.mp4":                          "a.mp4",
		"2026/a":                         "2026/a.mp4",
		"a.MP4":                          "a.MP4",
		"a.webm":                         "a.mp4",
		"v1.2":                           "v1.2.mp4",
		"":                               "group-2026-11-30T090507.mp4",
		"2026/":                          "2026/group-2026-11-30T090507.mp4",
		"{room_name}/{room_id}-{time}":   "group/RM_1-2026-11-30T090507.mp4",
		"{utc}":                          "20261130090507123.mp4",
		"./a//b/../c.mp4":                "a/c.mp4",
		"/srv/recordings/2026/a.mp4":     "2026/a.mp4",
		"tägliche Runde/Nadia & Co.mp4":  "tägliche Runde/Nadia & Co.mp4",
		"3f1c0a/6e7d.{room_name}.ogg":    "3f1c0a/6e7d.group.mp4",
		"/srv/recordings/../recordings/": "group-2026-11-30T090507.mp4",
	} {
		job := parsed(t, composite(named(asked)))
		if got := job.Plan.File.Path; got != want || job.Info.FileResults[0].Filename != want {
			t.Errorf("%q becomes %q, not %q", asked, got, want)
		}
	}
}

func TestNoFileLeadsOutOfItsDirectory(t *testing.T) {
	for asked, words := range map[string]string{
		"../a.mp4":                       "..",
		"a/../../b.mp4":                  "..",
		"/etc/cron.d/a":                  "output directory",
		"/srv/recordings/../a.mp4":       "output directory",
		"a\x00.mp4":                      "control characters",
		"a\n.mp4":                        "control characters",
		`..\a.mp4`:                       "backslash",
		strings.Repeat("a", 1100):        "too long",
		"{room_name}/../../../{room_id}": "..",
	} {
		refused(t, composite(named(asked)), defaults(), words)
	}
	evil := composite(func(r *livekit.RoomCompositeEgressRequest) {
		r.RoomName, r.FileOutputs[0].Filepath = "../../etc", "{room_name}/a"
	})
	refused(t, evil, defaults(), "..")
}

func TestARoomWhoseNameHoldsASlashMakesNoFolders(t *testing.T) {
	job := parsed(t, composite(func(r *livekit.RoomCompositeEgressRequest) {
		r.RoomName, r.FileOutputs[0].Filepath = "a/b", ""
	}))
	if got := job.Plan.File.Path; got != "a-b-2026-11-30T090507.mp4" {
		t.Errorf("the file is %s", got)
	}
}

func TestTheKindOfFileFollowsFromWhatIsInIt(t *testing.T) {
	type request = livekit.RoomCompositeEgressRequest
	codec := func(c livekit.AudioCodec) *livekit.RoomCompositeEgressRequest_Advanced {
		return &livekit.RoomCompositeEgressRequest_Advanced{Advanced: &livekit.EncodingOptions{AudioCodec: c}}
	}
	for name, c := range map[string]struct {
		change func(*request)
		want   string
	}{
		"a room":                       {func(r *request) {}, "a.mp4"},
		"a room, said":                 {func(r *request) { r.FileOutputs[0].FileType = livekit.EncodedFileType_MP4 }, "a.mp4"},
		"sound":                        {func(r *request) { r.AudioOnly = true }, "a.ogg"},
		"sound as MP4":                 {func(r *request) { r.AudioOnly, r.FileOutputs[0].FileType = true, livekit.EncodedFileType_MP4 }, "a.mp4"},
		"sound as OGG":                 {func(r *request) { r.AudioOnly, r.FileOutputs[0].FileType = true, livekit.EncodedFileType_OGG }, "a.ogg"},
		"sound in AAC":                 {func(r *request) { r.AudioOnly, r.Options = true, codec(livekit.AudioCodec_AAC) }, "a.mp4"},
		"sound in OPUS":                {func(r *request) { r.AudioOnly, r.Options = true, codec(livekit.AudioCodec_OPUS) }, "a.ogg"},
		"sound, streamed as well":      {func(r *request) { r.AudioOnly, r.StreamOutputs = true, stream(streamURL) }, "a.mp4"},
		"a room, streamed beside that": {func(r *request) { r.StreamOutputs = stream(streamURL) }, "a.mp4"},
	} {
		job := parsed(t, composite(func(r *request) { c.change(r); r.FileOutputs[0].Filepath = "a" }))
		if job.Plan.File.Path != c.want || !strings.HasSuffix(c.want, "."+job.Plan.File.Container) {
			t.Errorf("%s: %+v", name, job.Plan.File)
		}
	}
	for words, change := range map[string]func(*request){
		"for audio_only": func(r *request) { r.FileOutputs[0].FileType = livekit.EncodedFileType_OGG },
		"not MP3":        func(r *request) { r.FileOutputs[0].FileType = livekit.EncodedFileType_MP3 },
		"different codecs": func(r *request) {
			r.AudioOnly, r.StreamOutputs, r.FileOutputs[0].FileType = true, stream(streamURL), livekit.EncodedFileType_OGG
		},
		"OPUS sound, not AAC": func(r *request) {
			r.AudioOnly, r.Options, r.FileOutputs[0].FileType = true, codec(livekit.AudioCodec_AAC), livekit.EncodedFileType_OGG
		},
	} {
		refused(t, composite(change), defaults(), words)
	}
}

func TestTheManifestIsLeftOutIfAsked(t *testing.T) {
	if parsed(t, composite(func(r *livekit.RoomCompositeEgressRequest) { r.FileOutputs[0].DisableManifest = true })).Plan.File.Manifest {
		t.Error("it is written")
	}
	if parsed(t, unified(func(r *livekit.StartEgressRequest) { r.Outputs[0].GetFile().DisableManifest = true })).Plan.File.Manifest {
		t.Error("in the unified form it is written")
	}
}

func TestWhoAsksByTheOldFieldsIsAnsweredByThemToo(t *testing.T) {
	job := parsed(t, composite(func(r *livekit.RoomCompositeEgressRequest) {
		r.FileOutputs, r.Output = nil, &livekit.RoomCompositeEgressRequest_File{File: &livekit.EncodedFileOutput{Filepath: "old.mp4"}}
	}))
	if job.Plan.File.Path != "old.mp4" || job.Info.GetFile().GetFilename() != "old.mp4" || len(job.Info.FileResults) != 1 {
		t.Errorf("it is told %v", job.Info)
	}
	if parsed(t, composite(nil)).Info.GetFile() != nil {
		t.Error("who asks by the new ones, too")
	}
}

func TestAFileGoesToTheBucketOfTheRequest(t *testing.T) {
	want := &plan.S3{
		Endpoint: "https://s3.example", Region: "eu-central-1", Bucket: "sessions", AccessKey: s3Key, Secret: s3Secret, PathStyle: true,
		Metadata: map[string]string{"room": "group"}, Tagging: "a=1", ContentDisposition: "inline",
	}
	ofTheRequest := &livekit.StorageConfig{Provider: &livekit.StorageConfig_S3{S3: bucket()}}
	other := bucket()
	other.Bucket = "other"
	for name, job := range map[string]*Job{
		"room composite": parsed(t, composite(func(r *livekit.RoomCompositeEgressRequest) {
			r.FileOutputs[0].Output = &livekit.EncodedFileOutput_S3{S3: bucket()}
		})),
		"unified": parsed(t, unified(func(r *livekit.StartEgressRequest) { r.Storage = ofTheRequest })),
		"unified, for this output": parsed(t, unified(func(r *livekit.StartEgressRequest) {
			r.Storage = &livekit.StorageConfig{Provider: &livekit.StorageConfig_S3{S3: other}}
			r.Outputs[0].Storage = ofTheRequest
		})),
	} {
		if !reflect.DeepEqual(job.Plan.File.S3, want) {
			t.Errorf("%s: %+v", name, job.Plan.File.S3)
		}
	}
}

func TestAKeyInABucketBeginsWithNoSlash(t *testing.T) {
	job := parsed(t, composite(func(r *livekit.RoomCompositeEgressRequest) {
		r.FileOutputs[0] = &livekit.EncodedFileOutput{Filepath: "/2026/a.mp4", Output: &livekit.EncodedFileOutput_S3{S3: bucket()}}
	}))
	if job.Plan.File.Path != "2026/a.mp4" {
		t.Errorf("it is %s", job.Plan.File.Path)
	}
}

func TestTheWorkersBucketIsTakenWhereTheRequestNamesNone(t *testing.T) {
	d := defaults()
	d.S3 = &plan.S3{Bucket: "ours", AccessKey: "k", Secret: "s"}
	job, err := Parse(composite(nil), d, monday)
	if err != nil || job.Plan.File.S3 != d.S3 {
		t.Errorf("it is %+v, %v", job, err)
	}
}

func TestStorageThatCannotBeIsRefused(t *testing.T) {
	for words, output := range map[string]*livekit.EncodedFileOutput{
		"Google":  {Output: &livekit.EncodedFileOutput_Gcp{Gcp: &livekit.GCPUpload{}}},
		"Azure":   {Output: &livekit.EncodedFileOutput_Azure{Azure: &livekit.AzureBlobUpload{}}},
		"Alibaba": {Output: &livekit.EncodedFileOutput_AliOSS{AliOSS: &livekit.AliOSSUpload{}}},
	} {
		refused(t, composite(func(r *livekit.RoomCompositeEgressRequest) { r.FileOutputs[0] = output }), defaults(), words)
	}
	for words, change := range map[string]func(*livekit.S3Upload){
		"bucket is missing":  func(s *livekit.S3Upload) { s.Bucket = "" },
		"access_key":         func(s *livekit.S3Upload) { s.AccessKey = "" },
		"secret are needed":  func(s *livekit.S3Upload) { s.Secret = "" },
		"assumed role":       func(s *livekit.S3Upload) { s.AssumeRoleArn = "arn:aws:iam::1:role/x" },
		"a proxy":            func(s *livekit.S3Upload) { s.Proxy = &livekit.ProxyConfig{} },
		"endpoint is not":    func(s *livekit.S3Upload) { s.Endpoint = "ftp://s3.example" },
		"endpoint is not a ": func(s *livekit.S3Upload) { s.Endpoint = "https://me:" + s3Secret + "@s3.example" },
	} {
		s3 := bucket()
		change(s3)
		refused(t, composite(func(r *livekit.RoomCompositeEgressRequest) {
			r.FileOutputs[0].Output = &livekit.EncodedFileOutput_S3{S3: s3}
		}), defaults(), words)
	}
}

func TestABareHostIsAnEndpointByTLS(t *testing.T) {
	for given, want := range map[string]string{"s3.example:9000": "https://s3.example:9000", "http://127.0.0.1:9000": "http://127.0.0.1:9000", "": ""} {
		if got, err := endpointURL(given); got != want || err != nil {
			t.Errorf("%q becomes %q, %v", given, got, err)
		}
	}
}
