"""People of a scene who write into its chat, minutes after its beginning."""

from uuid import UUID

from rooms import chat
from rooms.models import ChatMessage, Role
from tests.fakes.host import JONAS, MARA, NADIA, PRIYA
from tests.fakes.scene import PRACTITIONERS, Scene, minute

PEOPLE = {person.ref: person for person in (NADIA, PRIYA, JONAS, MARA)}


def author(name: str, *, role: Role | None = None) -> chat.Author:
    leads = name in PRACTITIONERS
    return chat.Author(
        PEOPLE[name],
        user=None,
        role=role or (Role.HOST if leads else Role.PARTICIPANT),
        is_client=not leads,
    )


def says(
    scene: Scene,
    name: str,
    text: str,
    number: float = 5,
    *,
    key: UUID | None = None,
    role: Role | None = None,
) -> ChatMessage:
    return chat.say(scene.room, author(name, role=role), text, client_key=key, at=minute(number))


def lines(scene: Scene) -> list[tuple[int, str, str]]:
    """Number, sender and text of each message, as stored."""
    rows = scene.room.messages.order_by("number").select_related("sender")
    return [(row.number, row.sender.user_ref, row.text) for row in rows]
