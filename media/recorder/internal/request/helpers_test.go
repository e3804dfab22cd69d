package request

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/livekit/protocol/livekit"
	"github.com/livekit/protocol/rpc"
	"github.com/livekit/psrpc"
)

const (
	streamKey = "jonas-and-mara-4711"
	streamURL = "rtmp://live.example/app/" + streamKey
	s3Secret  = "bucket-secret-1"
	s3Key     = "bucket-key-1"
)

var monday = time.Date(2026, 11, 30, 9, 5, 7, 123e6, time.UTC)

func defaults() Defaults {
	return Defaults{
		APIKey: "key", APISecret: "a-secret-that-is-long-enough-for-tests", LiveKitURL: "ws://livekit.example",
		PageURL: "https://rooms.example/record/", OutputDir: "/srv/recordings", Limit: 3 * time.Hour,
	}
}

// composite is the request of today's SDKs, for a file "a.mp4".
func composite(change func(*livekit.RoomCompositeEgressRequest)) *rpc.StartEgressRequest {
	r := &livekit.RoomCompositeEgressRequest{
		RoomName: "group", Layout: "grid", FileOutputs: []*livekit.EncodedFileOutput{{Filepath: "a.mp4"}},
	}
	if change != nil {
		change(r)
	}
	return &rpc.StartEgressRequest{EgressId: "EG_1", RoomId: "RM_1", Request: &rpc.StartEgressRequest_RoomComposite{RoomComposite: r}}
}

// unified is the same in the newer form.
func unified(change func(*livekit.StartEgressRequest)) *rpc.StartEgressRequest {
	r := &livekit.StartEgressRequest{
		RoomName: "group", Source: &livekit.StartEgressRequest_Template{Template: &livekit.TemplateSource{Layout: "grid"}},
		Outputs: []*livekit.Output{{Config: &livekit.Output_File{File: &livekit.FileOutput{Filepath: "a.mp4"}}}},
	}
	if change != nil {
		change(r)
	}
	return &rpc.StartEgressRequest{EgressId: "EG_1", RoomId: "RM_1", Request: &rpc.StartEgressRequest_Egress{Egress: r}}
}

func stream(urls ...string) []*livekit.StreamOutput {
	return []*livekit.StreamOutput{{Protocol: livekit.StreamProtocol_RTMP, Urls: urls}}
}

func bucket() *livekit.S3Upload {
	return &livekit.S3Upload{
		AccessKey: s3Key, Secret: s3Secret, Bucket: "sessions", Region: "eu-central-1", Endpoint: "https://s3.example",
		ForcePathStyle: true, Metadata: map[string]string{"room": "group"}, Tagging: "a=1", ContentDisposition: "inline",
	}
}

func parsed(t *testing.T, req *rpc.StartEgressRequest) *Job {
	t.Helper()
	job, err := Parse(req, defaults(), monday)
	if err != nil {
		t.Fatal(err)
	}
	return job
}

// refused checks that a request is refused in words that hold `words` and no secret.
func refused(t *testing.T, req *rpc.StartEgressRequest, d Defaults, words string) {
	t.Helper()
	_, err := Parse(req, d, monday)
	var said psrpc.Error
	if !errors.As(err, &said) || said.Code() != psrpc.InvalidArgument {
		t.Fatalf("it is answered with %v", err)
	}
	if !strings.Contains(err.Error(), words) {
		t.Errorf("it says %q, nothing of %q", err, words)
	}
	for _, secret := range []string{streamKey, s3Secret, s3Key} {
		if strings.Contains(err.Error(), secret) {
			t.Errorf("it says a secret: %q", err)
		}
	}
}
