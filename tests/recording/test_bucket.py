"""A site with a bucket and a longest time: a real server that speaks S3, and is away for a while when a file is due."""

import urllib.error
import urllib.request
from collections.abc import Iterator

import pytest

from dev.stack import Stack
from tests.database import MakeStack
from tests.e2e.desk import Desk
from tests.live.caller import Line
from tests.recording.beacon import RED
from tests.recording.conftest import SHORT_TIMES
from tests.recording.site import Meeting, Site
from tests.s3_server import S3Server

pytestmark = pytest.mark.live

LIMIT_SECONDS = 12


@pytest.fixture(scope="module")
def s3(tmp_path_factory: pytest.TempPathFactory) -> Iterator[S3Server]:
    with S3Server(tmp_path_factory.mktemp("s3")) as server:
        yield server


@pytest.fixture(scope="module")
def bucket_stack(make_stack: MakeStack, s3: S3Server) -> Iterator[Stack]:
    settings = {
        "ROOMS_RECORDING_MAX_SECONDS": str(LIMIT_SECONDS),
        "ROOMS_RECORDINGS_S3_BUCKET": s3.bucket,
        "ROOMS_RECORDINGS_S3_ENDPOINT": s3.endpoint,
        "ROOMS_RECORDINGS_S3_REGION": s3.region,
        "ROOMS_RECORDINGS_S3_ACCESS_KEY": s3.access_key,
        "ROOMS_RECORDINGS_S3_SECRET_KEY": s3.secret_key,
    }
    with make_stack("bucket", SHORT_TIMES | settings, recording=True) as running:
        yield running


@pytest.fixture(scope="module")
def bucket_site(bucket_stack: Stack, line: Line, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with Desk(bucket_stack, log=bucket_stack.directory / "log" / "desk.log") as desk:
        yield Site(bucket_stack, line, tmp_path_factory.mktemp("fetched"), desk)


@pytest.fixture
def running(bucket_site: Site) -> Iterator[tuple[Meeting, str]]:
    meeting = bucket_site.meeting()
    meeting.enter(meeting.host, RED)
    which = meeting.start_recording()
    meeting.wait_for(which, "active")
    meeting.go_on(5)
    yield meeting, which
    meeting.leave()


def test_at_the_longest_time_it_ends_and_the_file_is_in_the_bucket_and_nowhere_else(
    running: tuple[Meeting, str], s3: S3Server, bucket_stack: Stack
) -> None:
    before = set(s3.stored_keys())
    meeting, which = running
    said = meeting.wait_for(which, "ready")

    assert said["ended_by"] == "limit"
    assert said["complete"] is (meeting.site.recorder_missed() == [])
    assert said["duration_seconds"] == pytest.approx(LIMIT_SECONDS, abs=2.5)

    (key,) = set(s3.stored_keys()) - before
    assert s3.client().head_object(Bucket=s3.bucket, Key=key)["ContentLength"] == said["size_bytes"]
    assert meeting.movie_of(said).sound.seconds > 4
    assert list(bucket_stack.recorder.output.rglob("*.mp4")) == []
    with pytest.raises(urllib.error.HTTPError, match="403"):
        urllib.request.urlopen(f"{s3.endpoint}/{s3.bucket}/{key}", timeout=10)


def test_an_upload_that_is_refused_is_tried_again_until_it_is_taken(
    running: tuple[Meeting, str], s3: S3Server
) -> None:
    meeting, which = running
    s3.stop()
    try:
        meeting.stop_recording()
        meeting.go_on(6)
        assert meeting.recording(which)["status"] in {"ending", "processing"}
    finally:
        s3.start()

    said = meeting.wait_for(which, "ready", within=120)

    assert said["complete"] is (meeting.site.recorder_missed() == [])
    assert meeting.movie_of(said).picture.seconds > 4
