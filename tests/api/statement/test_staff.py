"""Who counts as staff, whatever the site's user model is."""

from types import SimpleNamespace

import pytest

from rooms.api.staff import is_staff_who_may

HAS = {"has_perm": lambda permission: permission == "rooms.view_room"}


@pytest.mark.parametrize(
    ("user", "may"),
    [
        (SimpleNamespace(is_staff=True, **HAS), True),
        (SimpleNamespace(is_staff=True, has_perm=lambda permission: False), False),
        (SimpleNamespace(is_staff=False, **HAS), False),
        (SimpleNamespace(**HAS), False),
        # no PermissionsMixin: nobody is told more than the host says
        (SimpleNamespace(is_staff=True), False),
        (SimpleNamespace(), False),
    ],
)
def test_staff_need_the_permission_and_a_user_model_that_knows_it(user: object, may: bool) -> None:
    assert is_staff_who_may(user, "rooms.view_room") is may
