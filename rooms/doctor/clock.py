from rooms.doctor import probe
from rooms.doctor.finding import Finding, well, wrong
from rooms.exceptions import LiveKitUnavailable

#: More than machines that ask a time server ever differ, and more than a statement should be wrong by.
MOST_SECONDS = 2.0


def look() -> Finding:
    """LiveKit's clock against ours, by the moment at which it says that it made a room."""
    try:
        with probe.room_in_livekit() as made:
            pass
    except LiveKitUnavailable as error:
        return wrong(f"LiveKit: {error.reason}", "Try again; it could not make a room.")
    created_at = made.room.created_at
    # Somewhere between question and answer; servers before 1.8 know whole seconds only, rounded down.
    half_way = (made.answered_at - made.asked_at) / 2
    rounding = 0.5 if created_at.microsecond == 0 else 0.0
    ahead = (created_at - (made.asked_at + half_way)).total_seconds() + rounding
    uncertain = half_way.total_seconds() + rounding
    says = f"LiveKit's is {abs(ahead):.2f} s {'ahead of' if ahead > 0 else 'behind'} ours (± {uncertain:.2f})"
    if abs(ahead) - uncertain > MOST_SECONDS:
        return wrong(
            says, "Let both machines ask a time server (timedatectl). From a minute on webhooks are refused."
        )
    return well(says)
