"""Is it all there? Pure: how long it was recorded, how much of picture and sound there is, what the recorder says."""

from typing import Literal

#: What may be missing of a recording that counts as complete: this share of it, and at least so many seconds.
SHARE = 0.05
LEAST_SECONDS = 2.0

#: What nobody can count in the file: it stood still, was without the call, or its clock was set. The recorder says so.
DISTURBED = "disturbed"
_INCOMPLETE = "incomplete: "
#: This is no lack: the picture jerks, and is as long as it should be.
_JERKS = "pictures came too late"

Code = Literal["", "cut_short", "picture_missing", "sound_missing"]


def allowed_to_miss(wall: float) -> float:
    """Seconds that may be missing of so many."""
    return max(SHARE * wall, LEAST_SECONDS)


def judge(wall: float, picture: float | None, sound: float | None, audio_only: bool) -> tuple[bool, Code]:
    """Say whether a recording is complete, and else what is missing.

    Args:
        wall: seconds from its begin to its end, by the clock of whoever recorded.
        picture, sound: seconds that there are of each; None: of what was never counted there is nothing.
        audio_only: nobody asked for a picture.

    Returns:
        Whether; and `cut_short` where both are too short, else which of them is.
    """
    needed = wall - allowed_to_miss(wall)
    without_picture = not audio_only and (picture or 0.0) < needed
    without_sound = (sound or 0.0) < needed
    if without_sound and (without_picture or audio_only):
        return False, "cut_short"
    if without_picture:
        return False, "picture_missing"
    return (False, "sound_missing") if without_sound else (True, "")


def says_disturbed(words: str) -> bool:
    """Whether a recorder of ours says that something is missing: "… incomplete: the call was away for 12s; …"."""
    _, found, lacks = words.partition(_INCOMPLETE)
    return bool(found) and any(lack.strip() and _JERKS not in lack for lack in lacks.split(";"))
