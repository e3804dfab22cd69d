import base64
import json
from datetime import timedelta
from typing import Any

import jwt
import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from livekit import api
from pytest_django import Settings

from rooms.conf import conf
from rooms.exceptions import Misconfigured
from rooms.models.choices import Role, RoomType
from rooms.tokens import mint
from rooms.webhooks.verify import BadSignature, verify
from tests.tokens.making import request_for
from tests.webhooks.delivery import as_livekit_writes, sign

BODY = as_livekit_writes({"event": "room_started", "id": "EV_1", "room": {"name": "individual-829b8d608f60"}})
FOREIGN_SECRET = "somebody-else's-secret-of-40-characters!"


def test_livekits_own_word_is_believed() -> None:
    verify(BODY, sign(BODY))


def test_so_is_what_livekits_sdk_would_sign() -> None:
    digest = jwt.decode(sign(BODY), options={"verify_signature": False})["sha256"]
    key, secret = conf.livekit_credentials
    verify(BODY, api.AccessToken(key, secret).with_sha256(digest).to_jwt())


def test_a_body_that_is_no_text_can_be_signed_all_the_same() -> None:
    raw = b"\xff\xfe\x00 no UTF-8"

    verify(raw, sign(raw))


def test_ten_megabytes_are_checked_before_anything_reads_them() -> None:
    raw = b"x" * 10_000_000

    verify(raw, sign(raw))
    with pytest.raises(BadSignature):
        verify(raw + b"y", sign(raw))


def test_the_clocks_may_differ_by_a_minute() -> None:
    verify(BODY, sign(BODY, age=timedelta(seconds=300 + 50)))
    verify(BODY, sign(BODY, age=timedelta(seconds=-50)))


class TestRefusals:
    """Whoever is not LiveKit gets nothing stored and nothing done."""

    def assert_refused(self, authorization: str, raw: bytes = BODY) -> BadSignature:
        with pytest.raises(BadSignature) as caught:
            verify(raw, authorization)
        assert caught.value.code == "not_authenticated"
        return caught.value

    def test_no_signature(self) -> None:
        self.assert_refused("")

    def test_another_secret(self) -> None:
        self.assert_refused(sign(BODY, secret=FOREIGN_SECRET))

    def test_another_key(self) -> None:
        self.assert_refused(sign(BODY, key="somebody-elses-key"))

    def test_a_changed_body(self) -> None:
        self.assert_refused(sign(BODY), BODY.replace(b"room_started", b"room_finished"))

    def test_the_same_json_with_other_spaces(self) -> None:
        self.assert_refused(sign(BODY), json.dumps(json.loads(BODY)).encode())

    def test_expired(self) -> None:
        self.assert_refused(sign(BODY, age=timedelta(seconds=300 + 61)))

    def test_from_the_future(self) -> None:
        self.assert_refused(sign(BODY, age=timedelta(seconds=-70)))

    @pytest.mark.parametrize("missing", ["exp", "iss", "sha256"])
    def test_a_signature_that_leaves_something_out(self, missing: str) -> None:
        without: dict[str, Any] = {missing: None}

        self.assert_refused(sign(BODY, **without))

    @pytest.mark.parametrize("digest", ["", "no base64!", "ä", 42, ["list"], base64.b64encode(b"x").decode()])
    def test_a_hash_that_is_none(self, digest: object) -> None:
        self.assert_refused(sign(BODY, sha256=digest))

    def test_bearer_in_front(self) -> None:
        self.assert_refused(f"Bearer {sign(BODY)}")

    def test_a_participants_token(self) -> None:
        token = mint(request_for(RoomType.INDIVIDUAL, Role.HOST, issued_at=timezone.now()))

        self.assert_refused(token)

    def test_unsigned(self) -> None:
        claims = jwt.decode(sign(BODY), options={"verify_signature": False})

        self.assert_refused(jwt.encode(claims, "", algorithm="none"))

    @pytest.mark.filterwarnings("ignore::jwt.InsecureKeyLengthWarning")
    def test_another_algorithm_with_our_secret(self) -> None:
        _, secret = conf.livekit_credentials
        claims = jwt.decode(sign(BODY), options={"verify_signature": False})

        self.assert_refused(jwt.encode(claims, secret, algorithm="HS512"))

    def test_a_header_of_ten_thousand_brackets(self) -> None:
        deep = base64.urlsafe_b64encode(b"[" * 10_000 + b"]" * 10_000).decode().rstrip("=")

        self.assert_refused(f"{deep}.e30.AAAA")

    @given(st.text(max_size=300))
    def test_any_other_text(self, text: str) -> None:
        self.assert_refused(text)

    @given(st.text(max_size=200), st.text(max_size=200), st.text(max_size=200))
    def test_anything_that_looks_like_a_token(self, header: str, claims: str, signature: str) -> None:
        parts = (base64.urlsafe_b64encode(part.encode()).decode() for part in (header, claims, signature))

        self.assert_refused(".".join(parts))

    def test_the_reason_never_repeats_the_signature(self) -> None:
        authorization = sign(BODY, secret=FOREIGN_SECRET)

        refused = self.assert_refused(authorization)

        assert not any(part in str(refused) for part in authorization.split("."))


@pytest.mark.parametrize("missing", ["LIVEKIT_API_KEY", "LIVEKIT_API_SECRET"])
def test_without_credentials_it_is_our_fault_so_livekit_may_try_again(
    missing: str, settings: Settings
) -> None:
    authorization = sign(BODY)
    settings.ROOMS = {**settings.ROOMS, missing: ""}

    with pytest.raises(Misconfigured):
        verify(BODY, authorization)
