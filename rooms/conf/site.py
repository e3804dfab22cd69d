"""The host, how much may be asked, and what the pages say about the site."""

from rooms.conf.reading import Defaults, Reader

DEFAULTS: Defaults = {
    # The class that answers for the host: dotted path of a subclass of rooms.host.Host.
    "HOST": "",
    # HTTP
    "THROTTLE_JOIN": "30/min",
    "THROTTLE_READ": "1200/min",
    "THROTTLE_CHAT": "20/min",
    "THROTTLE_QUALITY": "20/min",
    "THROTTLE_OBJECTION": "10/hour",
    "THROTTLE_RECORDING": "30/min",
    # Watching: the token that /metrics asks for; empty: there is no such page.
    "METRICS_TOKEN": "",
    # What the pages say about the site
    "BRAND_NAME": "",
    "BRAND_CONTACT": "",
    "HELP_URL": "",
    "HOME_URL": "/",
}


class SiteConf(Reader):
    """Who the host is, how much may be asked, what the pages name."""

    @property
    def host(self) -> str:
        """Dotted path of the host class."""
        return str(self.value("HOST"))

    @property
    def throttle_recording(self) -> str:
        return str(self.value("THROTTLE_RECORDING"))

    @property
    def throttle_join(self) -> str:
        return str(self.value("THROTTLE_JOIN"))

    @property
    def throttle_read(self) -> str:
        return str(self.value("THROTTLE_READ"))

    @property
    def throttle_chat(self) -> str:
        return str(self.value("THROTTLE_CHAT"))

    @property
    def throttle_quality(self) -> str:
        return str(self.value("THROTTLE_QUALITY"))

    @property
    def throttle_objection(self) -> str:
        return str(self.value("THROTTLE_OBJECTION"))

    @property
    def metrics_token(self) -> str:
        """What `GET /metrics` asks for, as a Bearer token; empty: that page is not there."""
        return str(self.value("METRICS_TOKEN") or "")

    @property
    def brand_name(self) -> str:
        return str(self.value("BRAND_NAME"))

    @property
    def brand_contact(self) -> str:
        """Where somebody who was removed may write to; empty = not shown."""
        return str(self.value("BRAND_CONTACT"))

    @property
    def help_url(self) -> str:
        return str(self.value("HELP_URL"))

    @property
    def home_url(self) -> str:
        return str(self.value("HOME_URL"))
