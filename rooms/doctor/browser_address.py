from urllib.parse import urlsplit

from django.conf import settings

from rooms.conf import conf
from rooms.doctor.asking import Answer, NoAnswer, ask
from rooms.doctor.finding import Finding, well, wrong

LOOPBACK = {"localhost", "127.0.0.1", "::1"}

#: What a browser sends to turn a request into a WebSocket. Without a token LiveKit refuses it, with 401.
HANDSHAKE = {
    "Connection": "Upgrade",
    "Upgrade": "websocket",
    "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": "cm9vbXMtZG9jdG9yLi4uLg==",
}


def look() -> Finding:
    """A browser may dial this address, and a WebSocket gets through to LiveKit.

    From here, not from where people are: whether their network lets it through only their browser can say.
    """
    url = conf.livekit_public_url
    if not url:
        return wrong("neither LIVEKIT_PUBLIC_URL nor LIVEKIT_HOST is set", "Set what browsers shall dial.")
    parts = urlsplit(url)
    is_loopback = parts.hostname in LOOPBACK
    if parts.scheme == "ws" and not is_loopback:
        return wrong(
            f"{url} is not encrypted: a page on https may not dial it, and one on http has no camera",
            'Set LIVEKIT_PUBLIC_URL to an address that begins with "wss://".',
        )
    if is_loopback and (others := _other_hosts()):
        return wrong(
            f"{url} is this machine only, and people come to {others[0]}",
            "Set LIVEKIT_PUBLIC_URL to the address at which their browsers find LiveKit.",
        )
    try:
        answer = ask("http" + url.removeprefix("ws") + "/rtc", headers=HANDSHAKE)
    except NoAnswer as error:
        key = "LIVEKIT_PUBLIC_URL" if conf.value("LIVEKIT_PUBLIC_URL") else "LIVEKIT_HOST, for browsers too"
        return wrong(f"{key}: {error.says}", error.next_step)
    return _judge(url, answer)


def _other_hosts() -> list[str]:
    """Names of this site, by its settings, that lead to it from other machines."""
    if settings.DEBUG:
        return []
    origins = [urlsplit(origin).hostname or "" for origin in settings.CSRF_TRUSTED_ORIGINS]
    names = [name.strip("[]") for name in (*origins, *settings.ALLOWED_HOSTS)]
    return [name for name in names if name and name != "*" and name not in LOOPBACK]


def _judge(url: str, answer: Answer) -> Finding:
    if answer.status in {101, 401}:
        return well(f"a WebSocket to {url} reaches LiveKit")
    if answer.is_redirect:
        return wrong(f"{url} leads on to {answer.location}", "Browsers do not follow: set that address.")
    if answer.status == 404 and not answer.body:
        return wrong(
            f"{url} answers, but takes no WebSocket",
            "Let the proxy pass Upgrade and Connection on (nginx: proxy_http_version 1.1, proxy_set_header Upgrade).",
        )
    return wrong(
        f"{url}/rtc answers {answer.status} where LiveKit would say 401",
        "Does the proxy send this address, with /rtc, to LiveKit's port?",
    )
