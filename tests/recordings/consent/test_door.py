"""At the door of what is recorded: who is asked first, and what the token lets them do."""

import pytest

from rooms.models import Role, Room
from rooms.recordings import consent
from tests.fakes.scene import minute
from tests.recordings.consent.recorded import AWAITED, EVERYTHING, Recorded

pytestmark = pytest.mark.django_db


class TestAtTheDoor:
    def test_who_declined_gets_a_token_that_publishes_nothing(self, recorded: Recorded) -> None:
        recorded.says("priya", False, 7)

        priya = recorded.asks_for_a_token("priya", 7.1)

        rights = consent.rights_of(recorded.scene.room, priya)
        assert (rights.can_publish, rights.can_publish_sources) == (False, ())
        assert (rights.can_subscribe, rights.can_publish_data, rights.can_moderate) == (True, True, True)

    def test_who_agreed_gets_what_their_role_has(self, recorded: Recorded) -> None:
        recorded.says("priya", True, 7)

        priya = recorded.asks_for_a_token("priya", 7.1)

        assert consent.rights_of(recorded.scene.room, priya).can_publish_sources == EVERYTHING
        assert recorded.held_back() == {"jonas", "mara"}

    def test_a_row_that_is_held_back_for_nothing_is_mended(self, workshop: Recorded) -> None:
        workshop.scene.room.participants.filter(user_ref="jonas").update(held_back_at=minute(1))

        assert workshop.asks_for_a_token("jonas", 2).held_back_at is None
        assert workshop.held_back() == set()

    @pytest.mark.parametrize(
        ("name", "when", "asked"),
        [
            ("jonas", 5, True),  # asked, and has not answered
            ("nadia", 5, False),  # has answered by starting
            ("priya", 5, True),  # has never been here
        ],
    )
    def test_who_has_not_answered_is_asked_first(
        self, workshop: Recorded, name: str, when: float, asked: bool
    ) -> None:
        workshop.presses("nadia", when)
        person = workshop.scene.room.participants.filter(user_ref=name).first()

        assert consent.must_answer(workshop.scene.room, person, Role.PARTICIPANT) is asked
        assert not consent.must_answer(workshop.scene.room, person, Role.VIEWER)

    def test_nobody_is_asked_where_nothing_runs_or_it_is_just_ending(self, recorded: Recorded) -> None:
        assert consent.must_answer(recorded.scene.room, None, Role.PARTICIPANT)

        recorded.stops(8)
        assert not consent.must_answer(recorded.scene.room, None, Role.PARTICIPANT)

        recorded.is_over(8.1)
        assert not consent.must_answer(recorded.scene.room, None, Role.PARTICIPANT)


class TestTheHostSaysNoMeanwhile:
    """What runs is stopped, and until it is over nobody comes into it unasked."""

    def test_the_door_still_asks_while_it_runs(self, recorded: Recorded) -> None:
        room = recorded.scene.room
        room.recording_enabled = False
        room.save()

        assert consent.must_answer(room, None, Role.PARTICIPANT)
        assert not consent.must_answer(room, None, Role.VIEWER)

    def test_whoever_has_not_agreed_gets_no_token_to_publish(self, workshop: Recorded) -> None:
        workshop.presses("nadia", 5)
        workshop.waits_until(5 + AWAITED)
        workshop.scene.room.participants.update(held_back_at=None)
        Room.objects.update(recording_enabled=False)

        assert workshop.asks_for_a_token("jonas", 7).held_back_at is not None

    def test_where_nothing_runs_nobody_is_asked(self, workshop: Recorded) -> None:
        Room.objects.update(recording_enabled=False)

        assert not consent.must_answer(workshop.scene.room, None, Role.PARTICIPANT)
        assert workshop.asks_for_a_token("jonas", 7).held_back_at is None

    def test_what_is_asked_is_given_up(self, workshop: Recorded) -> None:
        workshop.presses("nadia", 5)
        workshop.scene.changes(recording=False)

        workshop.scene.sync(5.1)

        assert (workshop.recording.status, workshop.recording.ended_by) == ("failed", "cancelled")
