"""Addresses of RTMP servers: what we take, what we hand to LiveKit, and how LiveKit names them without their key."""

import re
import socket
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from urllib.parse import urlsplit

#: A server, an application, and nothing behind it: the key is given apart, so that it is never shown.
LONGEST_URL = 300
LONGEST_KEY = 300

#: IPv4 addresses in the last 32 bits: as they were once written, as sockets map them, as NAT64 translates them.
_CARRY_IPV4 = tuple(map(IPv6Network, ("::/96", "::ffff:0:0/96", "64:ff9b::/96")))
#: A network's own translation to IPv4 (RFC 8215), which Python before 3.12.4 takes for the internet.
_OWN_NAT64 = IPv6Network("64:ff9b:1::/48")

_FORM = re.compile(r"(rtmps?://)(.*/)(.*/)(\S*)", re.DOTALL)


@dataclass(frozen=True)
class Address:
    """One target of a stream.

    Attributes:
        server: `rtmp://host/application`, without a slash at its end.
        key: the secret behind it; never logged, never given out.
    """

    server: str
    key: str

    @property
    def full(self) -> str:
        """What the recorder dials."""
        return f"{self.server}/{self.key}"

    def __repr__(self) -> str:
        return f"Address({redact(self.full)})"


def problem_of_server(text: str) -> str | None:
    """Why this is no address of an RTMP server, as a code; None where it is one.

    LiveKit takes `rtmp(s)://{host}(/{path})/{app}/{key}`, so there has to be an application.
    """
    try:
        parts = urlsplit(text)
        port = parts.port  # reading it raises ValueError for what is no port
    except ValueError:
        return "bad_address"
    if len(text) > LONGEST_URL or any(character.isspace() or ord(character) < 32 for character in text):
        return "bad_address"
    if parts.scheme not in {"rtmp", "rtmps"} or not parts.hostname or port == 0:
        return "bad_address"
    if parts.username is not None or parts.password is not None or parts.query or parts.fragment:
        return "secret_in_address"
    if not parts.path.strip("/"):
        return "no_application"
    return None


def is_private(server: str) -> bool:
    """Whether this names a machine of the recorder's own network, which strangers must not learn of.

    Names are not looked up: what they mean to the recorder, and in an hour, is not to be seen from here. One without a
    dot means nothing but a neighbour.

    Args:
        server: one that `problem_of_server` has nothing against.
    """
    host = (urlsplit(server).hostname or "").rstrip(".")
    address = _literal(host)
    if address is None:
        return "." not in host or host.endswith(".localhost")
    return not address.is_global or address.is_multicast or address in _OWN_NAT64


def _literal(host: str) -> IPv4Address | IPv6Address | None:
    """None: it is a name. `127.1`, `0x7f000001` and `2130706433` are addresses, too, for whoever dials them."""
    try:
        return IPv4Address(socket.inet_aton(host))
    except OSError:
        pass
    try:
        address = ip_address(host)
    except ValueError:
        return None
    return (_stands_for(address) or address) if isinstance(address, IPv6Address) else address


def _stands_for(address: IPv6Address) -> IPv4Address | None:
    """The IPv4 address that is dialled in the end, where this one only carries it."""
    if address.sixtofour is not None:
        return address.sixtofour
    if any(address in network for network in _CARRY_IPV4):
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return None


def problem_of_key(text: str) -> str | None:
    """Why this is no stream key, as a code; None where it is one. It may have a query, as Facebook's do."""
    if not text or len(text) > LONGEST_KEY:
        return "bad_key"
    if any(character.isspace() or ord(character) < 33 or ord(character) == 127 for character in text):
        return "bad_key"
    # A slash would move what LiveKit takes for the key, and show the rest of it.
    return "bad_key" if "/" in text else None


def redact(full: str) -> str:
    """The address as LiveKit reports it (`RedactStreamKey` of livekit/protocol): `rtmp://host/app/{abc...xyz}`."""
    match = _FORM.fullmatch(full)
    if match is None:
        return "{...}"
    scheme, host, application, key = match.groups()
    for shown in (3, 2, 1):
        if len(key) >= shown * 3:
            return f"{scheme}{host}{application}{{{key[:shown]}...{key[-shown:]}}}"
    return f"{scheme}{host}{application}{{...}}"
