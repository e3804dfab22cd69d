"""What an operator does in the admin."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from estuary.accounts.models import User


@pytest.fixture
def operator(staff: User) -> Client:
    browser = Client()
    browser.force_login(staff)
    return browser


def choose(operator: Client, table: str, action: str, *rows: Any, **more: str) -> str:
    """Marks rows of a list and runs an action on them; the words of the page that follows."""
    form = {"action": action, "_selected_action": [str(row.pk) for row in rows], **more}
    return operator.post(f"/admin/bookings/{table}/", form, follow=True).content.decode()


def split(name: str, **ahead: float) -> dict[str, str]:
    """A moment from now on, in the two fields of a form."""
    moment = timezone.localtime() + timedelta(**ahead)
    return {f"{name}_0": f"{moment:%Y-%m-%d}", f"{name}_1": f"{moment:%H:%M:%S}"}
