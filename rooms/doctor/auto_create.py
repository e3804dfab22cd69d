from rooms.conf import conf
from rooms.doctor import probe
from rooms.doctor.asking import NoAnswer, ask
from rooms.doctor.finding import Finding, skipped, well, wrong


def look() -> Finding:
    """Whether a token alone makes a room. LiveKit is asked whether somebody might join one that does not exist,
    which makes none."""
    token = probe.token_for(probe.new_name())
    try:
        # In the header: an address would stand in the logs of proxies.
        answer = ask(f"{conf.livekit_host}/rtc/validate", headers={"Authorization": f"Bearer {token}"})
    except NoAnswer as error:
        return wrong(f"LIVEKIT_HOST: {error.says}", error.next_step)
    if answer.status not in {200, 404}:
        return skipped(
            f"LiveKit answers {answer.status} to whether one may join a room that does not exist",
            "See in its configuration or dashboard whether it makes rooms by itself.",
        )
    makes_rooms = answer.status == 200
    if makes_rooms == conf.livekit_auto_create:
        return well(
            "LiveKit makes rooms by itself, and LIVEKIT_AUTO_CREATE says so"
            if makes_rooms
            else "rooms are made by us alone"
        )
    if makes_rooms:
        return wrong(
            "LiveKit makes a room for anybody with a token: an ended one comes back with an old token",
            "Set `room: {auto_create: false}` there (Cloud: project settings), or LIVEKIT_AUTO_CREATE = True here.",
        )
    return wrong(
        "LiveKit makes no rooms by itself, and LIVEKIT_AUTO_CREATE says that it does: nobody can join",
        'Set ROOMS["LIVEKIT_AUTO_CREATE"] = False.',
    )
