import re
from uuid import UUID, uuid4

import pytest
from django.test import override_settings
from hypothesis import given
from hypothesis import strategies as st

from rooms.host import Person
from rooms.identity import MAX_BYTES, make_identity
from rooms.models.choices import RoomType

ROOM = UUID("829b8d60-8f60-4c1e-9d5a-0c5b7c1f0a11")
ANN = Person(ref="9", name="Ann Sommer", email="ann@example.org")

OPAQUE = re.compile(r"9-[0-9a-f]{8}")


def identity_of(person: Person = ANN, *, room_type: str = RoomType.INDIVIDUAL, room_id: UUID = ROOM) -> str:
    return make_identity(room_type=room_type, room_id=room_id, person=person)


def test_in_an_individual_room_it_is_the_user_and_the_email() -> None:
    assert identity_of() == "9-ann@example.org"


@pytest.mark.parametrize("room_type", [RoomType.GROUP, RoomType.WEBINAR, RoomType.BROADCAST])
def test_where_a_crowd_could_read_it_it_says_nothing(room_type: str) -> None:
    assert OPAQUE.fullmatch(identity_of(room_type=room_type))


def test_a_site_can_have_it_opaque_everywhere() -> None:
    with override_settings(ROOMS={"IDENTITY": "opaque"}):
        assert OPAQUE.fullmatch(identity_of())


def test_it_is_the_same_on_every_return() -> None:
    assert identity_of(room_type=RoomType.GROUP) == identity_of(room_type=RoomType.GROUP)


def test_an_opaque_one_cannot_be_computed_without_the_sites_secret() -> None:
    here = identity_of(room_type=RoomType.GROUP)
    with override_settings(SECRET_KEY="another site's secret, of more than enough characters"):
        assert identity_of(room_type=RoomType.GROUP) != here


def test_an_opaque_one_differs_from_room_to_room() -> None:
    assert identity_of(room_type=RoomType.GROUP) != identity_of(room_type=RoomType.GROUP, room_id=uuid4())


@pytest.mark.parametrize("email", ["", "no address at all", "a" * 300 + "@example.org"])
def test_without_a_usable_email_it_is_opaque(email: str) -> None:
    assert OPAQUE.fullmatch(identity_of(Person(ref="9", name="Ann Sommer", email=email)))


def test_the_limit_counts_bytes_as_livekit_does() -> None:
    fits = "ü" * 93 + "@example.org"

    assert identity_of(Person(ref="9", name="", email=fits)) == f"9-{fits}"
    assert OPAQUE.fullmatch(identity_of(Person(ref="9", name="", email="ü" + fits)))


def test_a_uuid_as_primary_key_keeps_the_readable_form() -> None:
    ref = str(ROOM)

    assert identity_of(Person(ref=ref, name="", email="ann@example.org")) == f"{ref}-ann@example.org"


def test_nobody_gets_another_persons_identity_by_choosing_an_email() -> None:
    ann = Person(ref="ann", name="", email="x-ann@example.org")
    ann_x = Person(ref="ann-x", name="", email="ann@example.org")

    assert identity_of(ann) != identity_of(ann_x)


REFS = (
    st.integers(1, 10**9).map(str) | st.uuids().map(str) | st.from_regex(r"[a-z]+(-[a-z]+)?", fullmatch=True)
)
PEOPLE = st.builds(Person, ref=REFS, name=st.just(""), email=st.emails() | st.text(max_size=300))


@given(PEOPLE, st.sampled_from(RoomType.values))
def test_livekit_takes_it_whatever_the_host_says(person: Person, room_type: str) -> None:
    identity = identity_of(person, room_type=room_type)

    assert identity.startswith(f"{person.ref}-")
    assert len(identity.encode()) <= MAX_BYTES


@given(PEOPLE, PEOPLE, st.sampled_from(RoomType.values))
def test_two_people_never_share_one(one: Person, other: Person, room_type: str) -> None:
    if one.ref != other.ref:
        assert identity_of(one, room_type=room_type) != identity_of(other, room_type=room_type)
