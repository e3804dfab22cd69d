import pytest
from pytest_django import Settings

from tests.tokens.making import CREDENTIALS


@pytest.fixture(autouse=True)
def _known_credentials(settings: Settings) -> None:
    settings.ROOMS = {**settings.ROOMS, **CREDENTIALS}
