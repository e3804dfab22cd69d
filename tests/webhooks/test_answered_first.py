"""LiveKit has its answer when the event is stored; what follows is handled right after it, by the same process."""

import asyncio
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any

import pytest
from asgiref.testing import ApplicationCommunicator
from django.core.asgi import get_asgi_application
from django.core.signals import request_finished
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, connection
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from rooms import inbox
from rooms.models import RoomParticipant, Visit, WebhookEvent
from rooms.webhooks.views import livekit_webhook
from tests.webhooks.delivery import CONTENT_TYPE, URL, as_livekit_writes, deliver, sign
from tests.webhooks.telling import Telling


def delivery_of(event: dict[str, Any]) -> HttpRequest:
    raw = as_livekit_writes(event)
    return RequestFactory().post(URL, raw, content_type=CONTENT_TYPE, headers={"authorization": sign(raw)})


def take(event: dict[str, Any]) -> HttpResponse:
    """The answer as the server gets it, before it is sent."""
    response = livekit_webhook(delivery_of(event))
    assert response.status_code == 200
    return response


def finish(response: HttpResponse) -> None:
    """What the server does when it has sent the answer; the test keeps its connection, as in Django's own client."""
    request_finished.disconnect(close_old_connections)
    try:
        response.close()
    finally:
        request_finished.connect(close_old_connections)


@pytest.fixture
def joined(told: Telling, nadia: RoomParticipant, now: datetime) -> dict[str, Any]:
    return told.joined(nadia, now - timedelta(minutes=5))


class TestBeforeTheAnswer:
    def test_the_event_is_stored_and_not_handled(self, joined: dict[str, Any]) -> None:
        take(joined)

        assert WebhookEvent.objects.get().processed_at is None
        assert not Visit.objects.exists()

    def test_nothing_is_written_but_the_event(self, joined: dict[str, Any]) -> None:
        with CaptureQueriesContext(connection) as found:
            take(joined)

        written = [query["sql"] for query in found if "SAVEPOINT" not in query["sql"]]
        assert len(written) == 1
        assert written[0].startswith('INSERT INTO "rooms_webhookevent"')


class TestAfterTheAnswer:
    def test_it_is_handled(self, joined: dict[str, Any], nadia: RoomParticipant) -> None:
        finish(take(joined))

        assert WebhookEvent.objects.get().processed_at is not None
        assert Visit.objects.get().participant == nadia

    def test_whatever_goes_wrong_the_connection_to_the_database_is_given_back(
        self, joined: dict[str, Any], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """A pool has few: Django's own `close` brings it back."""

        def fails(row: WebhookEvent, *, at: datetime) -> bool:
            raise ZeroDivisionError

        monkeypatch.setattr(inbox, "process", fails)
        response = take(joined)
        with pytest.raises(ZeroDivisionError):
            finish(response)
        assert response.closed

    def test_a_server_that_closes_twice_changes_nothing(self, joined: dict[str, Any]) -> None:
        response = take(joined)
        finish(response)
        before = WebhookEvent.objects.get().processed_at

        finish(response)

        assert WebhookEvent.objects.get().processed_at == before
        assert Visit.objects.count() == 1

    def test_of_two_deliveries_that_were_stored_the_first_that_is_closed_handles_it(
        self, joined: dict[str, Any]
    ) -> None:
        first, again = take(joined), take(joined)
        finish(again)
        finish(first)

        assert WebhookEvent.objects.get().attempts == 0
        assert Visit.objects.count() == 1

    def test_one_that_was_handled_long_ago_is_not_looked_at_again(self, joined: dict[str, Any]) -> None:
        deliver(joined)
        response = take(joined)
        with CaptureQueriesContext(connection) as found:
            finish(response)

        assert not list(found)

    def test_what_a_dead_process_left_the_worker_handles(self, joined: dict[str, Any]) -> None:
        take(joined)

        assert inbox.process_waiting(at=timezone.now() + timedelta(seconds=1)) == 0
        assert inbox.process_waiting(at=timezone.now() + timedelta(seconds=6)) == 1
        assert Visit.objects.count() == 1


class TestEachKindOfServer:
    """By what the server itself calls, in its order."""

    @pytest.fixture
    def order(self, monkeypatch: pytest.MonkeyPatch) -> list[str]:
        order: list[str] = []

        def store(payload: dict[str, Any], **about: object) -> WebhookEvent:
            order.append("stored")
            return WebhookEvent(event_id=payload["id"])

        monkeypatch.setattr(inbox, "store", store)
        monkeypatch.setattr(inbox, "process", lambda row, *, at: order.append("handled"))
        return order

    def test_asgi(self, order: list[str], joined: dict[str, Any]) -> None:
        request = delivery_of(joined)
        scope = {
            "type": "http",
            "method": "POST",
            "path": URL,
            "headers": [
                (b"host", b"testserver"),
                (b"authorization", request.headers["authorization"].encode()),
            ],
        }

        async def converse() -> None:
            server: Any = ApplicationCommunicator(get_asgi_application(), scope)  # type: ignore[no-untyped-call]
            await server.send_input({"type": "http.request", "body": request.body})
            assert (await server.receive_output(10))["status"] == 200
            order.append("answered")
            await server.receive_output(10)
            await server.wait(10)

        asyncio.run(converse())

        assert order == ["stored", "answered", "handled"]

    def test_wsgi(self, order: list[str], joined: dict[str, Any]) -> None:
        request = delivery_of(joined)
        environ = {**request.META, "wsgi.input": BytesIO(request.body)}

        server: Any = get_wsgi_application()
        response = server(environ, lambda status, headers: None)
        assert b"".join(response) == b""
        order.append("answered")
        response.close()

        assert order == ["stored", "answered", "handled"]
