package request

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"google.golang.org/protobuf/encoding/protojson"

	"github.com/livekit/protocol/auth"
	"github.com/livekit/protocol/livekit"
	"github.com/livekit/protocol/rpc"

	"rooms.example/recorder/internal/plan"
)

func TestARoomIsRecordedIntoAFileWithOurPage(t *testing.T) {
	for form, req := range map[string]*rpc.StartEgressRequest{"room composite": composite(nil), "unified": unified(nil)} {
		t.Run(form, func(t *testing.T) {
			job := parsed(t, req)
			p := job.Plan
			if p.EgressID != "EG_1" || p.RoomName != "group" || p.RoomID != "RM_1" || !p.AwaitStart || p.AudioOnly || p.Limit != 3*time.Hour {
				t.Errorf("the plan is %+v", p)
			}
			if want := (plan.Video{Width: 1280, Height: 720, FPS: 30, BitrateKbps: 3000, KeyFrameSeconds: 4, Profile: "main"}); p.Video != want {
				t.Errorf("the picture is %+v", p.Video)
			}
			if want := (plan.Audio{BitrateKbps: 128, SampleRate: 48000}); p.Audio != want {
				t.Errorf("the sound is %+v", p.Audio)
			}
			if p.File == nil || p.File.Path != "a.mp4" || p.File.Container != plan.MP4 || !p.File.Manifest || p.File.S3 != nil {
				t.Errorf("the file is %+v", p.File)
			}
			if job.Streaming || len(p.StreamURLs) > 0 {
				t.Error("it streams")
			}
		})
	}
}

func TestLiveKitIsToldWhatStartsAsItsOwnWorkerTellsIt(t *testing.T) {
	info := parsed(t, composite(nil)).Info
	if info.EgressId != "EG_1" || info.RoomId != "RM_1" || info.RoomName != "group" || info.Status != livekit.EgressStatus_EGRESS_STARTING {
		t.Errorf("it is told %v", info)
	}
	if info.StartedAt != monday.UnixNano() || info.UpdatedAt != monday.UnixNano() || info.EndedAt != 0 {
		t.Errorf("its times are %d, %d, %d", info.StartedAt, info.UpdatedAt, info.EndedAt)
	}
	if len(info.FileResults) != 1 || info.FileResults[0].Filename != "a.mp4" || info.GetRoomComposite().GetLayout() != "grid" {
		t.Errorf("it is told %v", info)
	}
	if got := parsed(t, unified(nil)).Info.GetEgress().GetTemplate().GetLayout(); got != "grid" {
		t.Errorf("in the unified form the layout is %q", got)
	}
}

func TestThePageIsAskedForWithLayoutAddressAndToken(t *testing.T) {
	job := parsed(t, composite(func(r *livekit.RoomCompositeEgressRequest) {
		r.CustomBaseUrl = "https://other.example/record/?theme=dark"
	}))
	u, err := url.Parse(job.Plan.PageURL)
	if err != nil {
		t.Fatal(err)
	}
	query := u.Query()
	if u.Host != "other.example" || u.Path != "/record/" || query.Get("theme") != "dark" || query.Get("layout") != "grid" ||
		query.Get("url") != "ws://livekit.example" {
		t.Errorf("the page is %s", u.Redacted())
	}
	token, err := auth.ParseAPIToken(query.Get("token"))
	if err != nil {
		t.Fatal(err)
	}
	_, claims, err := token.Verify(defaults().APISecret)
	if err != nil {
		t.Fatal(err)
	}
	if claims.Identity != "EG_1" || claims.Video.Room != "group" || !claims.Video.Hidden || !claims.Video.Recorder ||
		claims.Video.GetCanPublish() || claims.GetParticipantKind() != livekit.ParticipantInfo_EGRESS {
		t.Errorf("the token grants %+v", claims.Video)
	}
}

func TestAddressAndTokenOfTheServerAreTakenWhereItSendsThem(t *testing.T) {
	req := composite(nil)
	req.Token, req.WsUrl = "their-token", "wss://theirs.example"
	query, _ := url.ParseQuery(strings.SplitN(parsed(t, req).Plan.PageURL, "?", 2)[1])
	if query.Get("token") != "their-token" || query.Get("url") != "wss://theirs.example" {
		t.Errorf("the page's query is %v", query)
	}
}

func TestWithoutAPageOrARoomNothingIsRecorded(t *testing.T) {
	nowhere := defaults()
	nowhere.PageURL = ""
	refused(t, composite(nil), nowhere, "custom_base_url")
	for _, base := range []string{"ftp://rooms.example/", "/record/", "http://", "http://%zz"} {
		refused(t, composite(func(r *livekit.RoomCompositeEgressRequest) { r.CustomBaseUrl = base }), defaults(), "custom_base_url")
	}
	refused(t, composite(func(r *livekit.RoomCompositeEgressRequest) { r.RoomName = "" }), defaults(), "a room")
}

func TestNoSecretIsInWhatLiveKitStoresAndSends(t *testing.T) {
	old := composite(func(r *livekit.RoomCompositeEgressRequest) {
		r.FileOutputs = nil
		r.Output = &livekit.RoomCompositeEgressRequest_File{File: &livekit.EncodedFileOutput{
			Filepath: "a", Output: &livekit.EncodedFileOutput_S3{S3: bucket()},
		}}
	})
	today := composite(func(r *livekit.RoomCompositeEgressRequest) {
		r.FileOutputs[0].Output = &livekit.EncodedFileOutput_S3{S3: bucket()}
		r.StreamOutputs = stream(streamURL)
	})
	newer := unified(func(r *livekit.StartEgressRequest) {
		r.Storage = &livekit.StorageConfig{Provider: &livekit.StorageConfig_S3{S3: bucket()}}
		r.Outputs = append(r.Outputs, &livekit.Output{Config: &livekit.Output_Stream{Stream: &livekit.StreamOutput{
			Destinations: []*livekit.StreamDestination{{Id: "youtube", Url: streamURL}},
		}}})
	})
	for form, req := range map[string]*rpc.StartEgressRequest{"old": old, "today's": today, "unified": newer} {
		t.Run(form, func(t *testing.T) {
			job := parsed(t, req)
			text, err := protojson.Marshal(job.Info)
			if err != nil {
				t.Fatal(err)
			}
			for _, secret := range []string{streamKey, s3Secret, s3Key} {
				if strings.Contains(string(text), secret) {
					t.Errorf("%q is in %s", secret, text)
				}
			}
			if job.Plan.File.S3.Secret != s3Secret {
				t.Error("but the plan has lost it")
			}
		})
	}
}
