"""The scenes of tests/fakes/scene.py, booked at the studio."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from rooms.host import Kind, Person, Subject, get_host
from tests.hosts.studio.members.models import Member
from tests.hosts.studio.timetable.models import Appointment, Class
from tests.site import MakeBooking, MakeSession, Site


class StudioScenes:
    """Attributes:
    cast: the people of a scene, by their first names.
    """

    def __init__(
        self, site: Site, members: Mapping[str, Member], make_booking: MakeBooking, make_session: MakeSession
    ) -> None:
        self._site, self._make_booking, self._make_session = site, make_booking, make_session
        self.cast = {
            name: Person(str(member.pk), member.called, member.mail) for name, member in members.items()
        }

    def expects(
        self,
        kind: Kind,
        ref: str,
        *,
        starts_at: datetime | None,
        ends_at: datetime | None,
        **facts: Any,
    ) -> Subject:
        """Books it; the reference is the studio's own."""
        facts.pop("clients", None)  # always those of the cast
        if facts:
            raise NotImplementedError(f"The studio cannot say {', '.join(facts)}.")
        made = self._make_booking() if kind == "booking" else self._make_session()
        self._site.move(made, starts_at, ends_at)
        return get_host().describe(kind, [str(made.pk)])[str(made.pk)]

    def change(self, kind: str, ref: str, *, starts_at: datetime | None, ends_at: datetime | None) -> None:
        lesson = Appointment.objects.get(pk=ref) if kind == "booking" else Class.objects.get(pk=ref)
        self._site.move(lesson, starts_at, ends_at)
