"""What of our environment `make run` hands on to the product."""

import pytest

from dev.run import wishes


@pytest.fixture(autouse=True)
def _nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in wishes():
        monkeypatch.delenv(name)


def test_settings_of_rooms_and_the_address_of_livekit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ROOMS_EMPTY_TIMEOUT", "5")
    monkeypatch.setenv("LIVEKIT_PUBLIC_URL", "wss://livekit.example.org")

    assert wishes() == {"ROOMS_EMPTY_TIMEOUT": "5", "LIVEKIT_PUBLIC_URL": "wss://livekit.example.org"}


def test_a_tunnel_is_one_more_way_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALLOWED_HOSTS", "abc.tunnel.example")
    monkeypatch.setenv("CSRF_TRUSTED_ORIGINS", "https://abc.tunnel.example")

    assert wishes() == {
        "ALLOWED_HOSTS": "localhost,127.0.0.1,[::1],abc.tunnel.example",
        "CSRF_TRUSTED_ORIGINS": "https://abc.tunnel.example",
    }


def test_nothing_of_somebodys_real_database(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://real")
    monkeypatch.setenv("SECRET_KEY", "real")

    assert wishes() == {}
