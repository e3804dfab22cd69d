from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BookingsConfig(AppConfig):
    name = "estuary.bookings"
    verbose_name = _("Bookings")

    def ready(self) -> None:
        from estuary.bookings import receivers  # noqa: F401  (connects Estuary and rooms)
