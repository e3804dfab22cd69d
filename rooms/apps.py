from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RoomsConfig(AppConfig):
    name = "rooms"
    verbose_name = _("Rooms")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from rooms import checks  # noqa: F401  (registers the system checks)
        from rooms.recordings import checks as _  # noqa: F401  (those of recordings)
