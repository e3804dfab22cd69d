from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "estuary.accounts"
    verbose_name = _("Accounts")

    def ready(self) -> None:
        from estuary.accounts import receivers  # noqa: F401  (counts failed log-ins)
