from rooms.conf import conf
from rooms.doctor.asking import NoAnswer, ask
from rooms.doctor.finding import Finding, well, wrong


def look() -> Finding:
    """Somebody answers by HTTP where Django looks for LiveKit; whether it is LiveKit the keys will show."""
    if not conf.livekit_host:
        return wrong("LIVEKIT_HOST is not set", "Set it in the environment, or in ROOMS.")
    try:
        answer = ask(conf.livekit_host)
    except NoAnswer as error:
        return wrong(f"LIVEKIT_HOST: {error.says}", error.next_step)
    if answer.is_redirect:
        return wrong(
            f"LIVEKIT_HOST leads on to {answer.location}",
            "Set it to that address: calls are not repeated there.",
        )
    if answer.status >= 500:
        return wrong(
            f"LIVEKIT_HOST answers {answer.status}", "A proxy is there, and LiveKit is not behind it."
        )
    return well(f"{conf.livekit_host} answers")
