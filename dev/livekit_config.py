"""The configuration of a LiveKit server for development: this machine only, nothing from third parties."""

import json
import os
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from dev import ports

#: LiveKit logs the stream keys of each UpdateStream at "info", and those of a start that no recorder takes at "warn"
#: (seen in the source of 1.13.5: service/egress.go and twirp.go, protocol/rpc/logging.go).
KEEPS_KEYS_TO_ITSELF = {"api": "error", "psrpc": "error"}


@dataclass(frozen=True)
class LiveKitPorts:
    """The ports of one server: signalling (what browsers and Django dial), media by UDP and TCP, metrics."""

    signal: int
    rtc_udp: int
    rtc_tcp: int
    metrics: int

    @classmethod
    def choose(cls, signal: int | None = None) -> "LiveKitPorts":
        """Free ones; only signalling may be asked for."""
        return cls(
            signal=signal or ports.choose(),
            rtc_udp=ports.choose(),
            rtc_tcp=ports.choose(),
            metrics=ports.choose(),
        )


def write(
    path: Path,
    *,
    at: LiveKitPorts,
    key: str,
    secret: str,
    webhook_urls: list[str],
    empty_timeout: int,
    redis: str = "",
) -> None:
    """Write the file, readable for its owner only. It is JSON, which every YAML reader takes.

    Args:
        empty_timeout: seconds that LiveKit keeps a room that nobody has entered, and one that everybody has
            left, where the room does not say so itself.
        redis: redis://:password@host:port of the one in which its rooms outlive it; without it nothing is kept.
    """
    config: dict[str, object] = {
        "port": at.signal,
        "bind_addresses": [ports.LOOPBACK],
        "rtc": {
            "udp_port": at.rtc_udp,
            "tcp_port": at.rtc_tcp,
            "node_ip": ports.LOOPBACK,
            "enable_loopback_candidate": True,
            # Asking a STUN server for our address would need the internet, and fail without it.
            "use_external_ip": False,
            # Nobody answers there, and on one machine nobody has to: unset means Google's and Twilio's.
            "stun_servers": [f"{ports.LOOPBACK}:3478"],
        },
        "keys": {key: secret},
        # Rooms exist when Django makes them: else any token that still lives would revive an ended one.
        "room": {"auto_create": False, "empty_timeout": empty_timeout, "departure_timeout": empty_timeout},
        "prometheus": {"port": at.metrics},
        "logging": {"level": "info", "json": True, "component_levels": KEEPS_KEYS_TO_ITSELF},
    }
    if redis:
        at_redis = urlsplit(redis)
        config["redis"] = {
            "address": f"{at_redis.hostname}:{at_redis.port}",
            "password": at_redis.password or "",
        }
    if webhook_urls:
        config["webhook"] = {
            "api_key": key,
            "urls": webhook_urls,
            # By default whatever waits longer than 30 s behind a slow receiver is dropped unsent.
            "resource_url_notifier": {"max_age": "10m", "max_depth": 1000},
        }
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        json.dump(config, file, indent=2)
