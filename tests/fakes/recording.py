"""A site that can record, as far as settings go; what a recorder does is told by the fake LiveKit."""

import pytest
from pytest_django import Settings

PAGE_URL = "https://site.example/record/"


@pytest.fixture
def can_record(settings: Settings) -> Settings:
    """Without a storage behind the name: whoever looks into that takes one of `tests.recordings.places`."""
    settings.ROOMS = {
        **settings.ROOMS,
        "RECORDING_STORAGE": "recordings",
        "RECORDER_PAGE_URL": PAGE_URL,
        "LIVEKIT_DEFAULT_RECORDING_ENABLED": True,
    }
    return settings
