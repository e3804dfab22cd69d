from django.conf import settings

from tests.fakes.appointment import booking, jonas, nadia, now, room
from tests.fakes.livekit import livekit

__all__ = ["booking", "jonas", "livekit", "nadia", "now", "room"]

# The studio's models are there where its settings are: `pytest --ds=tests.hosts.settings`.
collect_ignore = (
    []
    if settings.ROOMS_TEST_SITE == "tests.hosts.studio_site"
    else ["test_studio.py", "test_studio_bills.py"]
)
