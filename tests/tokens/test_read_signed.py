"""Tokens that LiveKit's server signs: one check of them, for webhooks and for egresses."""

import time
from typing import Any

import jwt
import pytest
from livekit import api
from pytest_django import Settings

from rooms.exceptions import Misconfigured
from rooms.tokens import LEEWAY_SECONDS, BadToken, read_signed
from tests.tokens.making import KEY, SECRET


def signed(secret: str = SECRET, **claims: Any) -> str:
    said = {"iss": KEY, "sub": "EG_1", "exp": int(time.time()) + 86_400, **claims}
    return jwt.encode({name: value for name, value in said.items() if value is not None}, secret, "HS256")


def test_what_livekits_sdk_signs_is_read() -> None:
    token = api.AccessToken(KEY, SECRET).with_identity("EG_1").to_jwt()

    assert read_signed(token, require=["sub"])["sub"] == "EG_1"


def test_its_clock_may_be_a_minute_behind_ours() -> None:
    now = int(time.time())

    assert read_signed(signed(exp=now - LEEWAY_SECONDS + 20), require=[])
    with pytest.raises(BadToken, match="ExpiredSignatureError"):
        read_signed(signed(exp=now - LEEWAY_SECONDS - 20), require=[])


@pytest.mark.parametrize(
    ("token", "why"),
    [
        (signed(secret="the-secret-of-somebody-else-0123456789"), "InvalidSignatureError"),
        (signed(iss="the-key-of-somebody-else"), "InvalidIssuerError"),
        (signed(iss=None), "MissingRequiredClaimError"),
        (signed(exp=None), "MissingRequiredClaimError"),
        (signed(sub=None), "MissingRequiredClaimError"),
        (jwt.encode({"iss": KEY, "sub": "EG_1"}, "", "none"), "InvalidAlgorithmError"),
        ("no token", "DecodeError"),
    ],
    ids=["secret", "key", "no key", "no end", "no claim", "unsigned", "nonsense"],
)
def test_what_is_not_livekits_is_refused_by_its_kind_alone(token: str, why: str) -> None:
    with pytest.raises(BadToken) as caught:
        read_signed(token, require=["sub"])

    assert str(caught.value) == why


def test_without_our_key_nobody_can_say(settings: Settings) -> None:
    token = signed()
    settings.ROOMS = {**settings.ROOMS, "LIVEKIT_API_SECRET": ""}

    with pytest.raises(Misconfigured):
        read_signed(token, require=[])
