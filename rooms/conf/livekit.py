"""Where LiveKit is, and how it is spoken to."""

from rooms.conf.reading import Defaults, Reader, environment, flag
from rooms.exceptions import Misconfigured

DEFAULTS: Defaults = {
    "LIVEKIT_HOST": environment("LIVEKIT_HOST"),
    "LIVEKIT_API_KEY": environment("LIVEKIT_API_KEY"),
    "LIVEKIT_API_SECRET": environment("LIVEKIT_API_SECRET"),
    "LIVEKIT_PUBLIC_URL": environment("LIVEKIT_PUBLIC_URL"),
    "LIVEKIT_AUTO_CREATE": False,
    "LIVEKIT_TIMEOUT_SECONDS": 5.0,
    "LIVEKIT_SIP_ENABLED": environment("LIVEKIT_SIP_ENABLED", "false"),
}


class LiveKitConf(Reader):
    """Addresses, keys and patience."""

    @property
    def livekit_host(self) -> str:
        """LiveKit's address for our server, always as http(s); may be given as ws(s), too."""
        return self.url("LIVEKIT_HOST", {"ws": "http", "wss": "https"})

    @property
    def livekit_public_url(self) -> str:
        """LiveKit's address for a browser, always as ws(s); by default that of `livekit_host`."""
        key = "LIVEKIT_PUBLIC_URL" if self.value("LIVEKIT_PUBLIC_URL") else "LIVEKIT_HOST"
        return self.url(key, {"http": "ws", "https": "wss"})

    @property
    def livekit_api_key(self) -> str:
        return str(self.value("LIVEKIT_API_KEY"))

    @property
    def livekit_api_secret(self) -> str:
        return str(self.value("LIVEKIT_API_SECRET"))

    @property
    def livekit_credentials(self) -> tuple[str, str]:
        """Key and secret.

        Raises:
            Misconfigured: one of them is missing.
        """
        key, secret = self.livekit_api_key, self.livekit_api_secret
        if not key or not secret:
            raise Misconfigured("LIVEKIT_API_KEY and LIVEKIT_API_SECRET are not set.")
        return key, secret

    @property
    def livekit_auto_create(self) -> bool:
        """LiveKit makes a room when the first person joins (LiveKit Cloud's default)."""
        return flag(self.value("LIVEKIT_AUTO_CREATE"))

    @property
    def livekit_timeout(self) -> float:
        """Seconds that one call to LiveKit's server API may take."""
        return float(self.value("LIVEKIT_TIMEOUT_SECONDS"))

    @property
    def sip_enabled(self) -> bool:
        return flag(self.value("LIVEKIT_SIP_ENABLED"))
