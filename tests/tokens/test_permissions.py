import pytest

from rooms.models.choices import Role, RoomType
from rooms.tokens import Permissions, permissions_for

CAMERA_AND_MICROPHONE = ("camera", "microphone")
SCREEN_WITH_SOUND = ("screen_share", "screen_share_audio")
TALKS = Permissions(
    can_publish=True,
    can_publish_sources=CAMERA_AND_MICROPHONE + SCREEN_WITH_SOUND,
    can_subscribe=True,
    can_publish_data=True,
    can_record=False,
    can_moderate=False,
    hidden=False,
)


def rights(
    room_type: str, role: str, *, participant_screen_share: bool = True, may_record: bool = False
) -> Permissions:
    return permissions_for(
        room_type, role, participant_screen_share=participant_screen_share, may_record=may_record
    )


@pytest.mark.parametrize("room_type", RoomType.values)
def test_a_host_talks_shows_and_moderates_in_every_room(room_type: str) -> None:
    may = rights(room_type, Role.HOST, participant_screen_share=False)

    assert may.can_publish_sources == CAMERA_AND_MICROPHONE + SCREEN_WITH_SOUND
    assert may.can_publish
    assert may.can_subscribe
    assert may.can_publish_data
    assert may.can_moderate
    assert not may.hidden


@pytest.mark.parametrize("room_type", [RoomType.INDIVIDUAL, RoomType.GROUP])
def test_a_participant_talks_and_shows_but_does_not_moderate(room_type: str) -> None:
    assert rights(room_type, Role.PARTICIPANT) == TALKS


def test_a_template_takes_the_screen_from_participants_and_leaves_camera_and_microphone() -> None:
    may = rights(RoomType.GROUP, Role.PARTICIPANT, participant_screen_share=False)

    assert may.can_publish_sources == CAMERA_AND_MICROPHONE


@pytest.mark.parametrize("room_type", [RoomType.WEBINAR, RoomType.BROADCAST])
def test_a_viewer_only_watches(room_type: str) -> None:
    may = rights(room_type, Role.VIEWER, may_record=True)

    assert may.can_subscribe
    assert not any([may.can_publish, may.can_publish_sources, may.can_publish_data])
    assert not any([may.can_record, may.can_moderate])


def test_viewers_of_a_broadcast_are_hidden_and_those_of_a_webinar_are_not() -> None:
    assert rights(RoomType.BROADCAST, Role.VIEWER).hidden
    assert not rights(RoomType.WEBINAR, Role.VIEWER).hidden


def test_only_a_host_records_and_only_where_the_room_allows_it() -> None:
    assert rights(RoomType.GROUP, Role.HOST, may_record=True).can_record
    assert not rights(RoomType.GROUP, Role.HOST, may_record=False).can_record
    assert not rights(RoomType.GROUP, Role.PARTICIPANT, may_record=True).can_record
