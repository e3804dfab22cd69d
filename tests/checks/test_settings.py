import re
from typing import Any

import pytest
from django.core.checks import run_checks
from django.core.checks.messages import ERROR, CheckMessage
from django.db import connection
from pytest_django import Settings

from rooms.checks import CHOICES, FLAGS, NUMBERS, RATES, check_settings
from rooms.conf import DEFAULTS

GOOD: dict[str, object] = {
    "HOST": "tests.checks.hosts.ShopHost",
    "LIVEKIT_HOST": "wss://livekit.example.org",
    "LIVEKIT_API_KEY": "APIkey",
    "LIVEKIT_API_SECRET": "a-secret-of-at-least-32-characters",
}


@pytest.fixture(autouse=True)
def _no_livekit_in_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for key in DEFAULTS:
        monkeypatch.delenv(key, raising=False)


def found(settings: Settings, **changes: object) -> list[CheckMessage]:
    settings.ROOMS = {**GOOD, **changes}
    return check_settings()


def ids(settings: Settings, **changes: object) -> list[str | None]:
    return [message.id for message in found(settings, **changes)]


def test_good_settings_need_no_word(settings: Settings) -> None:
    assert found(settings) == []


def test_django_runs_them(settings: Settings) -> None:
    settings.ROOMS = {**GOOD, "HSOT": ""}

    assert "rooms.E001" in [message.id for message in run_checks(tags=["rooms"])]


def test_every_finding_has_an_id_and_a_line_to_write(settings: Settings) -> None:
    everything_wrong: dict[str, Any] = dict.fromkeys(DEFAULTS, "wrong") | {
        "HSOT": "",
        "LIVEKIT_PUBLIC_URL": "",
    }
    settings.USE_TZ = False

    for message in found(settings, **everything_wrong):
        assert message.msg
        assert message.hint
        assert re.fullmatch(r"rooms\.[EW]0\d\d", message.id or "")


class TestKeys:
    def test_an_unknown_key_is_told_with_the_nearest_spelling(self, settings: Settings) -> None:
        [message] = found(settings, EMPTY_TIMOUT=300)

        assert message.id == "rooms.E001"
        assert "EMPTY_TIMOUT" in message.msg
        assert message.hint == 'Did you mean "EMPTY_TIMEOUT"?'

    def test_small_letters_are_another_key(self, settings: Settings) -> None:
        [message] = found(settings, early_minutes=10)

        assert message.hint == 'Did you mean "EARLY_MINUTES"?'

    def test_a_key_like_none_of_ours_is_answered_with_all_of_ours(self, settings: Settings) -> None:
        [message] = found(settings, XYZ=1)

        assert "HOST" in str(message.hint)
        assert "THROTTLE_JOIN" in str(message.hint)

    @pytest.mark.parametrize("given", [None, [], "HOST", 7])
    def test_it_must_be_a_dict(self, given: object, settings: Settings) -> None:
        settings.ROOMS = given

        assert [message.id for message in check_settings()] == ["rooms.E002"]

    def test_without_the_setting_at_all_the_host_is_missing(self, settings: Settings) -> None:
        del settings.ROOMS

        assert "rooms.E003" in [message.id for message in check_settings()]


class TestHost:
    def test_it_must_be_named(self, settings: Settings) -> None:
        assert ids(settings, HOST="") == ["rooms.E003"]

    @pytest.mark.parametrize(
        "path",
        [
            "ShopHost",
            "no.such.module.Host",
            "tests.checks.hosts.NoSuchHost",
            "tests.checks.hosts.NotAHost",
            "tests.checks.hosts.DemandingHost",
            "tests.checks.hosts.__doc__",
        ],
    )
    def test_it_must_be_a_host_class(self, path: str, settings: Settings) -> None:
        [message] = found(settings, HOST=path)

        assert message.id == "rooms.E004"
        assert path in message.msg


class TestLiveKit:
    @pytest.mark.parametrize("key", ["LIVEKIT_HOST", "LIVEKIT_API_KEY", "LIVEKIT_API_SECRET"])
    def test_what_is_missing_is_a_warning_that_stops_no_build(self, key: str, settings: Settings) -> None:
        [message] = found(settings, **{key: ""})

        assert message.id == "rooms.W001"
        assert key in message.msg
        assert message.level < ERROR

    def test_the_environment_will_do(self, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
        settings.ROOMS = {"HOST": GOOD["HOST"]}
        for key in ("LIVEKIT_HOST", "LIVEKIT_API_KEY", "LIVEKIT_API_SECRET"):
            monkeypatch.setenv(key, str(GOOD[key]))

        assert check_settings() == []

    @pytest.mark.parametrize(
        "address",
        [
            "https://livekit.example.org",
            "wss://livekit.example.org/",
            "http://127.0.0.1:7880",
            "ws://[::1]:7880",
            "https://example.org/livekit",
        ],
    )
    def test_an_address_may_be_http_or_ws(self, address: str, settings: Settings) -> None:
        assert "rooms.E005" not in ids(settings, LIVEKIT_HOST=address)

    @pytest.mark.parametrize(
        "address",
        [
            "livekit.example.org",
            "127.0.0.1:7880",
            "ftp://livekit.example.org",
            "https://",
            "https://:7880",
            "https://livekit.example.org:port",
            "https://livekit.example.org:99999",
            "https://[::1",
            "https://key:secret@livekit.example.org",
            "https://livekit.example.org/?token=1",
        ],
    )
    @pytest.mark.parametrize("key", ["LIVEKIT_HOST", "LIVEKIT_PUBLIC_URL", "RECORDER_LIVEKIT_URL"])
    def test_anything_else_is_no_address(self, key: str, address: str, settings: Settings) -> None:
        [message] = found(settings, **{key: address})

        assert message.id == "rooms.E005"
        assert key in message.msg

    def test_an_address_that_holds_a_password_is_not_repeated(self, settings: Settings) -> None:
        [message] = found(settings, LIVEKIT_HOST="https://key:pa55word@livekit.example.org")

        assert "pa55word" not in str(message)

    def test_a_short_secret_is_risky(self, settings: Settings) -> None:
        [message] = found(settings, LIVEKIT_API_SECRET="s" * 31)

        assert message.id == "rooms.W002"
        assert "s" * 31 not in str(message)

    def test_browsers_refuse_an_unencrypted_server_from_a_page_on_https(self, settings: Settings) -> None:
        settings.DEBUG = False

        assert ids(settings, LIVEKIT_HOST="http://livekit.example.org") == ["rooms.W004"]
        assert ids(settings, LIVEKIT_PUBLIC_URL="ws://livekit.example.org") == ["rooms.W004"]

    def test_ours_may_be_unencrypted_if_the_browsers_is_not(self, settings: Settings) -> None:
        assert ids(settings, LIVEKIT_HOST="http://10.0.0.7", LIVEKIT_PUBLIC_URL="wss://lk.example.org") == []

    @pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "[::1]"])
    def test_on_ones_own_machine_encryption_is_not_needed(self, host: str, settings: Settings) -> None:
        assert ids(settings, LIVEKIT_HOST=f"http://{host}:7880") == []


class TestValues:
    @pytest.mark.parametrize("key", NUMBERS)
    @pytest.mark.parametrize("value", ["soon", None, -1, "", True, float("nan"), float("inf"), [], "1e400"])
    def test_a_number_is_a_number(self, key: str, value: object, settings: Settings) -> None:
        [message] = found(settings, **{key: value})

        assert message.id == "rooms.E006"
        assert key in message.msg

    @pytest.mark.parametrize("key", NUMBERS)
    def test_a_number_may_come_from_the_environment_as_text(self, key: str, settings: Settings) -> None:
        assert ids(settings, **{key: "120"}) == []

    @pytest.mark.parametrize("key", ["TOKEN_SECONDS", "SEAT_SECONDS", "EMPTY_TIMEOUT"])
    def test_zero_makes_no_sense_where_something_must_last(self, key: str, settings: Settings) -> None:
        assert ids(settings, **{key: 0}) == ["rooms.E006"]

    def test_a_token_of_more_than_four_hours_will_not_be_made(self, settings: Settings) -> None:
        assert ids(settings, TOKEN_SECONDS=4 * 3600) == []
        assert ids(settings, TOKEN_SECONDS=4 * 3600 + 1) == ["rooms.W003"]

    @pytest.mark.parametrize("key", CHOICES)
    @pytest.mark.parametrize("value", ["never", "", None, []])
    def test_a_choice_is_one_of_its_words(self, key: str, value: object, settings: Settings) -> None:
        assert ids(settings, **{key: value}) == ["rooms.E007"]

    @pytest.mark.parametrize("key", CHOICES)
    def test_each_of_its_words_will_do(self, key: str, settings: Settings) -> None:
        assert [ids(settings, **{key: word}) for word in CHOICES[key]] == [[]] * len(CHOICES[key])

    @pytest.mark.parametrize("key", FLAGS)
    def test_a_switch_is_on_or_off(self, key: str, settings: Settings) -> None:
        assert ids(settings, **{key: "ture"}) == ["rooms.E008"]
        for word in (True, False, "true", "0", "Off", "YES", ""):
            assert ids(settings, **{key: word}) == []

    @pytest.mark.parametrize("key", RATES)
    @pytest.mark.parametrize(
        "rate", ["30", "thirty/min", "30/fortnight", "0/min", "-1/min", "30 / min", None, ""]
    )
    def test_a_rate_is_a_number_a_slash_and_a_period(
        self, key: str, rate: object, settings: Settings
    ) -> None:
        assert ids(settings, **{key: rate}) == ["rooms.E009"]

    @pytest.mark.parametrize("rate", ["10/s", "30/min", "600/minute", "1000/hour", "5/d"])
    def test_a_rate_may_be_short_or_long(self, rate: str, settings: Settings) -> None:
        assert ids(settings, THROTTLE_JOIN=rate) == []


def test_every_key_is_looked_at_unless_it_is_plain_text() -> None:
    texts = {"BRAND_NAME", "BRAND_CONTACT", "HELP_URL", "HOME_URL"}
    own_check = {
        "HOST",
        "LIVEKIT_HOST",
        "LIVEKIT_PUBLIC_URL",
        "LIVEKIT_API_KEY",
        "LIVEKIT_API_SECRET",
        "METRICS_TOKEN",
        "RECORDING_STORAGE",
        "RECORDING_SIZE",
        "RECORDER_PAGE_URL",
        "RECORDER_LIVEKIT_URL",
        "RECORDER_HEALTH_URL",
        "RECORDER_FILE_PREFIX",
    }

    assert set(DEFAULTS) == texts | own_check | set(NUMBERS) | set(FLAGS) | set(CHOICES) | set(RATES)


class TestMetrics:
    def test_a_token_that_can_be_tried_out_is_risky_and_not_repeated(self, settings: Settings) -> None:
        [message] = found(settings, METRICS_TOKEN="x7" * 11)

        assert message.id == "rooms.W006"
        assert "x7x7" not in str(message)

    def test_a_long_one_or_none_is_well(self, settings: Settings) -> None:
        assert ids(settings, METRICS_TOKEN="x7" * 12) == ids(settings, METRICS_TOKEN="") == []


class TestDjangosOwnSettings:
    def test_times_must_be_aware(self, settings: Settings) -> None:
        settings.USE_TZ = False

        assert "rooms.E010" in ids(settings)

    def test_sqlite_takes_the_write_lock_at_once(
        self, settings: Settings, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        assert "rooms.W005" not in ids(settings)
        monkeypatch.setitem(connection.settings_dict, "OPTIONS", {"timeout": 10})
        assert ids(settings) == ["rooms.W005"]
