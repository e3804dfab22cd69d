"""Two people meet, and everything that may happen to their connections: what our record says afterwards."""

from datetime import timedelta

from django.utils import timezone

from estuary.accounts.models import User
from estuary.bookings.models import Booking
from rooms import livekit
from rooms.models import EventSource, KnownBy, Outcome, Status, WebhookEvent
from tests.live.call import Call
from tests.live.caller import wait_until
from tests.live.machine import Machine

CRASH_NOTICED_WITHIN = 40


def test_two_people_meet_and_the_booking_completes_by_itself(
    call: Call, practitioner: User, client_user: User
) -> None:
    assert call.room.status == Status.PENDING
    nadia, jonas = call.enter(practitioner), call.enter(client_user)

    room = call.wait_for_room(lambda room: room.participant_count == 2, what="two are inside")
    assert room.status == Status.IN_USE
    assert room.livekit_sid.startswith("RM_")
    wait_until(lambda: nadia.sees and jonas.sees, what="they see each other")
    wait_until(lambda: Booking.objects.get().state == "in_progress", what="the booking is in progress")

    wait_until(lambda: call.room.started_at is not None, what="it has started")
    enough = max(visit.joined_at for visit in room.visits.all()) + timedelta(seconds=1.5)
    wait_until(lambda: timezone.now() > enough, what="they have been together for a second")
    jonas.leave()
    nadia.leave()

    room = call.wait_for_status(Status.ENDED)
    assert (room.outcome, room.end_reason) == (Outcome.COMPLETED, "empty")
    assert {visit.leave_reason for visit in room.visits.all()} == {"CLIENT_INITIATED"}
    assert [visit.left_known_by for visit in room.visits.all()] == [KnownBy.WEBHOOK] * 2
    wait_until(lambda: Booking.objects.get().state == "completed", what="the booking is completed")
    wait_until(lambda: not livekit.list_rooms([room.name]), what="LiveKit's room is gone")
    assert list(room.transitions.values_list("to_status", flat=True))[-1] == Status.ENDED


def test_what_people_publish_is_heard_of_and_changes_no_record(
    call: Call, practitioner: User, client_user: User
) -> None:
    nadia, jonas = call.enter(practitioner), call.enter(client_user)
    visits = list(call.room.visits.values("livekit_sid", "joined_at", "left_at"))

    nadia.show_camera()
    nadia.share_screen()
    jonas.talk()

    name = call.room.name
    published = WebhookEvent.objects.filter(event="track_published", room_name=name)
    wait_until(lambda: published.filter(processed_at__isnull=False).count() == 3, what="three tracks")
    identity = call.participant(practitioner).identity
    assert jonas.receives_from(identity) == {"SOURCE_CAMERA", "SOURCE_SCREENSHARE"}
    assert list(call.room.visits.values("livekit_sid", "joined_at", "left_at")) == visits


def test_the_inbox_keeps_every_event_once_and_no_secret(call: Call, client_user: User) -> None:
    call.enter(client_user).leave()
    call.wait_for_room(lambda room: room.participant_count == 0 and room.started_at, what="he has left")

    # A reconcile that looked between the storing of an event and its handling has its own beside them.
    events = WebhookEvent.objects.filter(room_name=call.room.name, source=EventSource.LIVEKIT)
    assert list(events.order_by("pk").values_list("event", flat=True)) == [
        "room_started",
        "participant_joined",
        "participant_left",
    ]
    assert not events.filter(processed_at__isnull=True).exists()
    assert not any("turnPassword" in str(event.payload) for event in events)


def test_somebody_leaves_and_comes_back_as_the_same_person(
    call: Call, practitioner: User, client_user: User
) -> None:
    call.enter(practitioner)
    first = call.enter(client_user)
    first_visit = call.visit_of(first)
    first.leave()
    call.wait_for_leave(first_visit)

    call.enter(client_user)

    jonas = call.participant(client_user)
    assert jonas.visits.count() == 2
    assert jonas.visits.filter(left_at__isnull=True).count() == 1
    assert call.wait_for_room(lambda r: r.participant_count == 2, what="two inside").status == Status.IN_USE


def test_a_second_tab_takes_the_place_of_the_first(call: Call, client_user: User) -> None:
    first_tab = call.enter(client_user)
    first_visit = call.visit_of(first_tab)

    call.enter(client_user)

    assert first_tab.wait_until_put_out() == "DUPLICATE_IDENTITY"
    assert call.wait_for_leave(first_visit).leave_reason == "DUPLICATE_IDENTITY"
    assert call.participant(client_user).visits.count() == 2
    assert call.room.participant_count == 1
    assert call.room.status == Status.IN_USE


def test_livekits_room_deleted_by_somebody_else_ends_no_session(
    call: Call, practitioner: User, client_user: User
) -> None:
    nadia, jonas = call.enter(practitioner), call.enter(client_user)
    first_sid = call.room.livekit_sid

    livekit.delete_room(call.room.name)

    assert nadia.wait_until_put_out() == jonas.wait_until_put_out() == "ROOM_DELETED"
    room = call.wait_for_status(Status.PENDING)
    assert not room.visits.filter(left_at__isnull=True).exists()

    call.enter(client_user)
    room = call.wait_for_status(Status.IN_USE)
    assert room.livekit_sid not in {"", first_sid}


def test_one_who_waited_alone_and_left_may_come_back(call: Call, client_user: User) -> None:
    jonas = call.enter(client_user)
    visit = call.visit_of(jonas)
    jonas.leave()

    # LiveKit closes its empty room; ours stays open, because nobody has had a session yet.
    wait_until(lambda: not livekit.list_rooms([call.room.name]), what="LiveKit has closed its room")
    room = call.wait_for_status(Status.PENDING)
    assert call.wait_for_leave(visit).leave_reason == "CLIENT_INITIATED"
    assert room.ended_at is None

    call.enter(client_user)
    assert call.wait_for_status(Status.IN_USE).visits.count() == 2


def test_a_crashed_machine_is_noticed_and_its_visit_ends(call: Call, client_user: User) -> None:
    with Machine() as machine:
        granted = call.ask_to_join(client_user).json()
        sid = machine.join(granted["url"], granted["token"])
        call.wait_for_status(Status.IN_USE)
        machine.crash()

    call.wait_for_status(Status.ACTIVE, within=CRASH_NOTICED_WITHIN)
    [visit] = call.room.visits.all()
    assert visit.livekit_sid == sid
    assert visit.leave_reason == "CONNECTION_TIMEOUT"
    assert visit.left_at is not None


def test_somebody_with_the_link_only_gets_no_token(call: Call, stranger: User) -> None:
    answer = call.ask_to_join(stranger)

    assert (answer.status_code, answer.json()["code"]) == (403, "not_a_participant")
    assert livekit.list_rooms([call.room.name]) == []
