import logging
from datetime import UTC, datetime, timedelta
from typing import Any

import jwt
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as how
from hypothesis import strategies as st
from livekit import api
from pytest_django import Settings

from rooms.exceptions import Misconfigured
from rooms.models.choices import Role, RoomType
from rooms.tokens import TokenRequest, mint
from tests.tokens.making import KEY, NOON, ROLES_BY_TYPE, SECRET, read, request_for

NOON_IN_SECONDS = int(NOON.timestamp())
TALKS = {"canPublish": True, "canSubscribe": True, "canPublishData": True}
WATCHES = {"canPublish": False, "canSubscribe": True, "canPublishData": False}
EVERYTHING = ["camera", "microphone", "screen_share", "screen_share_audio"]

#: What a token may allow; one more would be a right that nobody decided to give.
GRANTS_WE_GIVE = {
    "roomJoin",
    "room",
    "canPublish",
    "canSubscribe",
    "canPublishData",
    "canPublishSources",
    "hidden",
}


def broken_sdk(*args: object, **kwargs: object) -> None:
    raise RuntimeError("The SDK of this version cannot be used.")


@pytest.fixture
def sdk_is_broken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(api.AccessToken, "to_jwt", broken_sdk)


def mint_by_hand(request: TokenRequest) -> dict[str, Any]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(api.AccessToken, "to_jwt", broken_sdk)
        return read(mint(request))


def test_a_participants_token_says_exactly_this() -> None:
    assert read(mint(request_for(RoomType.INDIVIDUAL, Role.PARTICIPANT))) == {
        "iss": KEY,
        "sub": "7-jonas@example.org",
        "name": "Jonas Weber",
        "iat": NOON_IN_SECONDS,
        "nbf": NOON_IN_SECONDS,
        "exp": NOON_IN_SECONDS + 2 * 3600,
        "attributes": {"role": "participant", "pid": "0b5c4a8e-5a0e-4a6c-9b52-3f3b9b3b8f11"},
        "video": {
            "roomJoin": True,
            "room": "individual-829b8d608f60",
            **TALKS,
            "canPublishSources": EVERYTHING,
        },
        "roomConfig": {"emptyTimeout": 300, "departureTimeout": 300, "maxParticipants": 27},
    }


@pytest.mark.parametrize(
    ("room_type", "role", "video"),
    [
        (RoomType.INDIVIDUAL, Role.HOST, {**TALKS, "canPublishSources": EVERYTHING}),
        (RoomType.INDIVIDUAL, Role.PARTICIPANT, {**TALKS, "canPublishSources": EVERYTHING}),
        (RoomType.GROUP, Role.HOST, {**TALKS, "canPublishSources": EVERYTHING}),
        (RoomType.GROUP, Role.PARTICIPANT, {**TALKS, "canPublishSources": EVERYTHING}),
        (RoomType.WEBINAR, Role.HOST, {**TALKS, "canPublishSources": EVERYTHING}),
        (RoomType.WEBINAR, Role.VIEWER, WATCHES),
        (RoomType.BROADCAST, Role.HOST, {**TALKS, "canPublishSources": EVERYTHING}),
        (RoomType.BROADCAST, Role.VIEWER, {**WATCHES, "hidden": True}),
    ],
)
def test_role_and_room_type_make_the_grants(room_type: str, role: str, video: dict[str, Any]) -> None:
    claims = read(mint(request_for(room_type, role)))

    assert claims["video"] == {"roomJoin": True, "room": f"{room_type}-829b8d608f60", **video}
    assert claims["attributes"]["role"] == role


def test_without_the_screen_only_camera_and_microphone_are_allowed() -> None:
    request = request_for(RoomType.GROUP, Role.PARTICIPANT, participant_screen_share=False)

    assert read(mint(request))["video"]["canPublishSources"] == ["camera", "microphone"]


def test_a_room_without_a_limit_of_its_own_carries_none() -> None:
    request = request_for(RoomType.GROUP, Role.HOST, livekit_max_participants=0)

    assert read(mint(request))["roomConfig"] == {"emptyTimeout": 300, "departureTimeout": 300}


def test_livekits_own_verifier_reads_it() -> None:
    now = datetime.now(UTC)
    claims = api.TokenVerifier(KEY, SECRET).verify(mint(request_for(issued_at=now)))

    assert (claims.identity, claims.name) == ("7-jonas@example.org", "Jonas Weber")
    assert claims.video is not None
    assert claims.video.can_publish_sources == EVERYTHING
    assert claims.room_config is not None
    assert claims.room_config.max_participants == 27


class TestTimes:
    def test_the_times_are_those_of_the_decision_not_of_the_clock(self) -> None:
        long_ago = datetime(2020, 1, 1, 12, 0, 0, 900_000, tzinfo=UTC)
        claims = read(mint(request_for(issued_at=long_ago, expires_at=long_ago + timedelta(minutes=5))))

        assert claims["iat"] == claims["nbf"] == int(long_ago.timestamp())
        assert claims["exp"] == int(long_ago.timestamp()) + 300

    def test_a_fraction_of_a_second_never_makes_it_live_longer(self) -> None:
        expires = NOON + timedelta(seconds=59, milliseconds=999)

        assert read(mint(request_for(expires_at=expires)))["exp"] == NOON_IN_SECONDS + 59


class TestFallback:
    """The specification's: should LiveKit's SDK fail, the same token is signed without it."""

    @pytest.mark.parametrize(("room_type", "role"), ROLES_BY_TYPE)
    def test_it_says_the_same_claim_by_claim(self, room_type: str, role: str) -> None:
        request = request_for(room_type, role)

        assert mint_by_hand(request) == read(mint(request))

    @how(suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(
        place=st.sampled_from(ROLES_BY_TYPE),
        screen=st.booleans(),
        identity=st.text(min_size=1, max_size=80),
        name=st.text(max_size=400),
        empty_timeout=st.integers(0, 100_000),
        capacity=st.integers(0, 2000),
        lifetime=st.timedeltas(min_value=timedelta(0), max_value=timedelta(hours=4)),
    )
    def test_it_says_the_same_for_anybody(
        self,
        place: tuple[str, str],
        screen: bool,
        identity: str,
        name: str,
        empty_timeout: int,
        capacity: int,
        lifetime: timedelta,
    ) -> None:
        request = request_for(
            *place,
            participant_screen_share=screen,
            identity=identity,
            name=name,
            empty_timeout=empty_timeout,
            livekit_max_participants=capacity,
            expires_at=NOON + lifetime,
        )

        assert mint_by_hand(request) == read(mint(request))

    @pytest.mark.parametrize("part", ["AccessToken", "VideoGrants", "RoomConfiguration"])
    def test_it_helps_wherever_the_sdk_fails(self, part: str, monkeypatch: pytest.MonkeyPatch) -> None:
        expected = read(mint(request_for()))
        monkeypatch.setattr(api, part, broken_sdk)

        assert read(mint(request_for())) == expected

    @pytest.mark.usefixtures("sdk_is_broken")
    def test_it_is_told_in_the_log_without_the_token_or_the_persons_address(
        self, caplog: pytest.LogCaptureFixture
    ) -> None:
        with caplog.at_level(logging.ERROR, logger="rooms.tokens"):
            token = mint(request_for())

        assert "SDK" in caplog.text
        assert token not in caplog.text
        assert "jonas@example.org" not in caplog.text


@pytest.mark.parametrize("by_hand", [False, True])
@pytest.mark.parametrize(("room_type", "role"), ROLES_BY_TYPE)
class TestNeverMoreThanDecided:
    def claims(self, room_type: str, role: str, by_hand: bool) -> dict[str, Any]:
        request = request_for(room_type, role)
        return mint_by_hand(request) if by_hand else read(mint(request))

    def test_no_right_over_the_room(self, room_type: str, role: str, by_hand: bool) -> None:
        video = self.claims(room_type, role, by_hand)["video"]

        assert video.keys() <= GRANTS_WE_GIVE
        assert not {"roomAdmin", "roomCreate", "roomRecord", "canUpdateOwnMetadata"} & video.keys()

    def test_no_other_grants(self, room_type: str, role: str, by_hand: bool) -> None:
        assert self.claims(room_type, role, by_hand).keys() == {
            "iss",
            "sub",
            "iat",
            "nbf",
            "exp",
            "name",
            "attributes",
            "video",
            "roomConfig",
        }

    def test_it_says_when_it_was_made(self, room_type: str, role: str, by_hand: bool) -> None:
        assert self.claims(room_type, role, by_hand)["iat"] == NOON_IN_SECONDS


class TestCredentials:
    def test_another_sites_secret_does_not_open_it(self) -> None:
        with pytest.raises(jwt.InvalidSignatureError):
            read(mint(request_for()), secret="some-other-secret-of-more-than-32-characters")

    @pytest.mark.parametrize("missing", ["LIVEKIT_API_KEY", "LIVEKIT_API_SECRET"])
    def test_without_key_and_secret_nothing_is_signed(self, missing: str, settings: Settings) -> None:
        settings.ROOMS = {**settings.ROOMS, missing: ""}

        with pytest.raises(Misconfigured):
            mint(request_for())
