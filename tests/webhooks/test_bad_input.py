"""Whatever is sent to the endpoint: a clear answer, never a 500, nothing stored that is not LiveKit's."""

import json
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.core.handlers.asgi import ASGIRequest
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given
from hypothesis import settings as how
from hypothesis import strategies as st
from pytest_django import Settings

from rooms.models import Role, RoomType, WebhookEvent
from rooms.tokens import mint
from rooms.webhooks.views import livekit_webhook
from tests.tokens.making import request_for
from tests.webhooks.delivery import CONTENT_TYPE, URL, as_livekit_writes, deliver, sign
from tests.webhooks.telling import Telling

pytestmark = pytest.mark.django_db


def post(raw: bytes, authorization: str | None = None) -> Any:
    headers = {"authorization": sign(raw) if authorization is None else authorization}
    return Client(raise_request_exception=False).post(URL, raw, content_type=CONTENT_TYPE, headers=headers)


class TestRefusals:
    """No row for strangers: they could fill the table."""

    def assert_refused(self, response: Any) -> None:
        assert response.status_code == 401
        assert response.json()["code"] == "not_authenticated"
        assert not WebhookEvent.objects.exists()

    def test_no_signature(self, told: Telling) -> None:
        self.assert_refused(deliver(told.started(), authorization=""))

    def test_no_header_at_all(self, told: Telling) -> None:
        raw = as_livekit_writes(told.started())
        self.assert_refused(Client().post(URL, raw, content_type=CONTENT_TYPE))

    def test_another_secret(self, told: Telling) -> None:
        raw = as_livekit_writes(told.started())
        self.assert_refused(post(raw, sign(raw, secret="somebody-else's-secret-of-40-characters!")))

    def test_another_key(self, told: Telling) -> None:
        raw = as_livekit_writes(told.started())
        self.assert_refused(post(raw, sign(raw, key="somebody-elses-key")))

    def test_a_changed_body(self, told: Telling) -> None:
        raw = as_livekit_writes(told.started())
        self.assert_refused(post(raw.replace(b"room_started", b"room_finished"), sign(raw)))

    def test_the_same_json_written_by_somebody_else(self, told: Telling) -> None:
        event = told.started()
        self.assert_refused(post(json.dumps(event).encode(), sign(as_livekit_writes(event))))

    def test_expired(self, told: Telling) -> None:
        raw = as_livekit_writes(told.started())
        self.assert_refused(post(raw, sign(raw, age=timedelta(seconds=400))))

    def test_bearer_in_front(self, told: Telling) -> None:
        raw = as_livekit_writes(told.started())
        self.assert_refused(post(raw, f"Bearer {sign(raw)}"))

    def test_the_token_of_somebody_in_the_call(self, told: Telling) -> None:
        token = mint(request_for(RoomType.INDIVIDUAL, Role.HOST, issued_at=timezone.now()))
        self.assert_refused(deliver(told.started(), authorization=token))

    def test_a_client_who_is_logged_in(self, told: Telling, client_user: Any) -> None:
        client = Client()
        client.force_login(client_user)
        self.assert_refused(client.post(URL, as_livekit_writes(told.started()), content_type=CONTENT_TYPE))


@pytest.mark.parametrize("method", ["get", "head", "put", "patch", "delete", "options"])
def test_only_post_is_known(method: str) -> None:
    response = getattr(Client(), method)(URL)

    assert response.status_code == 405
    assert response["Allow"] == "POST"


class TestSize:
    def test_ten_megabytes_are_too_much(self) -> None:
        raw = b'{"event":"' + b"x" * 10_000_000 + b'"}'

        response = post(raw)

        assert response.status_code == 413
        assert response.json()["code"] == "too_large"
        assert not WebhookEvent.objects.exists()

    def test_nobody_is_fooled_by_a_body_that_declares_no_length(self) -> None:
        # A chunked request, as it comes through ASGI.
        request = ASGIRequest(
            {"type": "http", "method": "POST", "path": URL, "headers": []}, BytesIO(b"x" * 2**21)
        )

        assert livekit_webhook(request).status_code == 413

    def test_a_hundred_tracks_are_not_too_much(self, told: Telling) -> None:
        event = told.started() | {"extra": ["x" * 1000] * 500}

        assert deliver(event).status_code == 200


class TestNotAnEvent:
    @pytest.mark.parametrize(
        "raw",
        [
            b"",
            b"{",
            b"null",
            b"[]",
            b'"participant_joined"',
            b"17",
            b"{}",
            b"\xff\xfe",
            b'{"event":"room_started","id":"EV_1"}',
            b'{"event":"room_started","id":"","createdAt":"1795560071"}',
            b'{"event":"","id":"EV_1","createdAt":"1795560071"}',
            b'{"event":["room_started"],"id":"EV_1","createdAt":"1795560071"}',
            b'{"event":"room_started","id":"EV_1","createdAt":"soon"}',
            b'{"event":"room_started","id":"EV_1","createdAt":"999999999999999999999"}',
            b'{"event":"room_started","id":"EV_1","createdAt":"-99999999999999"}',
            b'{"event":"room_started","id":"EV_1","createdAt":NaN}',
            b'{"event":"room_started","id":"EV_1","createdAt":"1795560071","room":"individual-1"}',
            b'{"event":"participant_joined","id":"EV_1","createdAt":"1795560071","participant":{"name":"x"}}',
            b'{"event":"participant_joined","id":"EV_1","createdAt":"1795560071",'
            b'"participant":{"sid":"PA_1","permission":["recorder"]}}',
        ],
    )
    def test_a_signed_body_that_says_nothing_is_refused_for_good(self, raw: bytes) -> None:
        response = post(raw)

        assert response.status_code == 400
        assert response.json()["code"] == "invalid"
        assert not WebhookEvent.objects.exists()

    @pytest.mark.parametrize("depth", [900, 100_000])
    def test_however_deep_it_goes(self, depth: int, told: Telling) -> None:
        deep = "[" * depth + "]" * depth
        raw = as_livekit_writes(told.started()).replace(b'"event"', f'"deep": {deep}, "event"'.encode(), 1)

        assert post(raw).status_code in {200, 400}

    @given(
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.text(max_size=20),
            lambda inner: (
                st.lists(inner, max_size=4)
                | st.dictionaries(
                    st.sampled_from(["event", "id", "createdAt", "room", "participant", "sid", "name"]), inner
                )
            ),
            max_leaves=12,
        )
    )
    @how(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    def test_any_json_gets_an_answer(self, value: object) -> None:
        assert post(json.dumps(value).encode()).status_code in {200, 400}


@pytest.mark.parametrize("missing", ["LIVEKIT_API_KEY", "LIVEKIT_API_SECRET"])
def test_without_credentials_livekit_is_asked_to_try_again(
    missing: str, told: Telling, settings: Settings
) -> None:
    raw = as_livekit_writes(told.started())
    authorization = sign(raw)
    settings.ROOMS = {**settings.ROOMS, missing: ""}

    response = post(raw, authorization)

    assert response.status_code == 503
    assert response.json()["code"] == "livekit_unavailable"
