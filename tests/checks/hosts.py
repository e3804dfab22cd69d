"""Host classes, good and bad, for a setting to name."""

from rooms.host import Host


class ShopHost(Host):
    """A host that answers nothing yet."""


class NotAHost:
    """Looks like one, and is none."""


class DemandingHost(Host):
    def __init__(self, shop: str) -> None:
        self.shop = shop
