"""What the settings promise: safe when something is missing, strict on the pages, and one copy of each file."""

import json
import os
import stat
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any, cast

import pytest
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.files.base import ContentFile
from django.core.files.storage.handler import StorageHandler
from django.core.management import call_command
from django.db import connection
from django.test import Client, RequestFactory
from pytest_django.fixtures import Settings

from estuary.accounts.models import User
from estuary.databases import postgresql
from estuary.environment import read_flag, read_list, read_rooms
from estuary.staticfiles import StaticFilesMiddleware
from rooms.conf import DEFAULTS, conf
from tests.conftest import MakeBooking
from tests.database import is_postgresql
from tests.s3_server import S3Server

ROOT = Path(__file__).resolve().parents[2]


def read_settings(*names: str, **environment: str) -> dict[str, object]:
    """The settings of a process that starts with nothing but this environment."""
    code = f"""
import json
from estuary import settings
print(json.dumps({{name: getattr(settings, name) for name in {names!r}}}, default=str))
"""
    found = start(code, **environment)
    assert found.returncode == 0, found.stderr
    values: dict[str, object] = json.loads(found.stdout)
    return values


def start(code: str, **environment: str) -> subprocess.CompletedProcess[str]:
    paths = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env=paths | environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


# --- The environment
def test_without_a_secret_key_nothing_starts() -> None:
    found = start("import estuary.settings")
    assert found.returncode != 0
    assert "SECRET_KEY is not set" in found.stderr


def test_on_ones_own_machine_debug_is_enough() -> None:
    assert read_settings("DEBUG", DEBUG="1") == {"DEBUG": True}


def test_a_new_site_is_closed_and_local() -> None:
    found = read_settings("DEBUG", "ALLOWED_HOSTS", "HTTPS", SECRET_KEY="x")
    assert found == {"DEBUG": False, "ALLOWED_HOSTS": ["localhost", "127.0.0.1", "[::1]"], "HTTPS": False}


@pytest.mark.parametrize(
    ("environment", "secure"),
    [
        ({}, False),
        ({"CSRF_TRUSTED_ORIGINS": "https://estuary.example"}, True),
        ({"CSRF_TRUSTED_ORIGINS": "http://127.0.0.1:8000"}, False),
        ({"HTTPS": "1"}, True),
        ({"HTTPS": "0", "CSRF_TRUSTED_ORIGINS": "https://estuary.example"}, False),
    ],
)
def test_behind_https_cookies_stay_there(environment: dict[str, str], secure: bool) -> None:
    names = ("SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "SECURE_HSTS_SECONDS")
    found = read_settings(*names, SECRET_KEY="x", **environment)
    assert [bool(found[name]) for name in names] == [secure] * 3


def test_tests_may_shorten_the_times_of_rooms(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ROOMS_EMPTY_TIMEOUT", "3")
    monkeypatch.setenv("ROOMS_RECONCILE_SECONDS", "0.5")
    monkeypatch.setenv("ROOMS_EARLY_MINUTES", "")
    assert read_rooms(DEFAULTS) == {"EMPTY_TIMEOUT": 3, "RECONCILE_SECONDS": "0.5"}


def test_shortened_times_are_what_rooms_reads(settings: Settings) -> None:
    settings.ROOMS = {**settings.ROOMS, "EMPTY_TIMEOUT": 3, "RECONCILE_SECONDS": "0.5"}
    assert conf.empty_timeout == 3
    assert conf.reconcile_interval.total_seconds() == 0.5


def test_flags_and_lists(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WORD", " Yes ")
    monkeypatch.setenv("WORDS", "a, b,,c ,")
    assert read_flag("WORD") is True
    assert read_flag("NO_SUCH_WORD", default=True) is True
    assert read_list("WORDS") == ["a", "b", "c"]


# --- The database
def ask_database(question: str) -> object:
    with connection.cursor() as cursor:
        cursor.execute(question)
        return cursor.fetchone()[0]


@pytest.mark.skipif(is_postgresql(), reason="is about SQLite")
def test_a_transaction_takes_the_write_lock_when_it_begins(db: None) -> None:
    options = connection.settings_dict["OPTIONS"]
    assert (options["transaction_mode"], options["timeout"]) == ("IMMEDIATE", 10)
    assert ask_database("PRAGMA journal_mode") == "wal"


@pytest.mark.skipif(not is_postgresql(), reason="is about PostgreSQL")
def test_nobody_waits_longer_for_a_lock_than_on_sqlite(db: None) -> None:
    assert ask_database("SHOW lock_timeout") == "10s"


def test_an_address_of_postgresql_is_read_as_libpq_reads_it() -> None:
    found = postgresql("postgresql://estuary:p%40ss@db.example:6432/bookings?sslmode=require", connections=7)
    names = ("ENGINE", "HOST", "PORT", "USER", "PASSWORD", "NAME")
    assert [found[name] for name in names] == [
        "django.db.backends.postgresql",
        *("db.example", "6432", "estuary", "p@ss", "bookings"),
    ]
    assert found["OPTIONS"]["sslmode"] == "require"
    assert found["OPTIONS"]["pool"]["max_size"] == 7


def test_what_an_address_leaves_out_is_left_to_libpq() -> None:
    found = postgresql("service=estuary", connections=10)
    assert (found["HOST"], found["USER"], found["NAME"]) == ("", "", "")
    assert found["OPTIONS"]["service"] == "estuary"


def test_where_something_else_pools_we_do_not() -> None:
    address = "postgresql://pgbouncer.example/bookings"
    here = read_settings("DATABASES", DEBUG="1", DATABASE_URL=address, DATABASE_CONNECTIONS="0")
    assert "pool" not in str(here["DATABASES"])
    assert "'max_size': 4" in str(
        read_settings("DATABASES", DEBUG="1", DATABASE_URL=address, DATABASE_CONNECTIONS="4")["DATABASES"]
    )


def test_a_number_of_connections_that_is_none_stops_the_start() -> None:
    found = start(
        "import estuary.settings", DEBUG="1", DATABASE_URL="postgresql:///x", DATABASE_CONNECTIONS="many"
    )
    assert "DATABASE_CONNECTIONS is not a number" in found.stderr


def test_an_address_that_is_none_stops_the_start() -> None:
    found = start("import estuary.settings", DEBUG="1", DATABASE_URL="mysql://db.example/estuary")
    assert found.returncode != 0
    assert "DATABASE_URL" in found.stderr


def test_several_processes_count_failures_and_throttles_together(tmp_path: Path) -> None:
    """What one process keeps in its memory, several keep in their database."""
    here = {"DEBUG": "1", "DATABASE_PATH": str(tmp_path / "estuary.sqlite3")}
    assert "locmem" in str(read_settings("CACHES", **here))
    shared = read_settings("CACHES", "DATABASES", DATABASE_URL="postgresql://db.example/estuary", **here)
    assert "Counters" in str(shared["CACHES"])
    assert "postgresql" in str(shared["DATABASES"])
    assert "'MAX_ENTRIES': 100000" in str(shared["CACHES"])


# --- What a page may do
def test_a_page_may_run_its_own_files_and_nothing_else(client: Client, db: None) -> None:
    answer = client.get("/log-in/")
    policy = dict(rule.strip().split(" ", 1) for rule in answer["Content-Security-Policy"].split(";"))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == "'self'"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"
    assert answer["X-Frame-Options"] == "DENY"


def test_the_page_of_a_room_keeps_its_own_policy(
    client: Client, make_booking: MakeBooking, client_user: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rooms.pages.room.built_ui", lambda: {"script": "/x.js", "styles": [], "preload": []})
    client.force_login(client_user)
    answer = client.get(f"/room/booking/{make_booking().pk}/lobby")
    assert answer.status_code == 200
    assert "ws://127.0.0.1:7880" in answer["Content-Security-Policy"]
    assert answer["Content-Security-Policy"].count("default-src") == 1


@pytest.mark.parametrize(
    "template", sorted((ROOT / "estuary/templates").rglob("*.html")), ids=lambda p: p.name
)
def test_templates_hold_no_inline_style_or_script(template: Path) -> None:
    text = template.read_text()
    assert " style=" not in text
    assert "<style" not in text
    assert " onclick=" not in text
    assert text.count("<script") == text.count('<script type="module" src=')


# --- Static files
def test_what_vite_hashed_is_not_hashed_again(tmp_path: Path, settings: Settings) -> None:
    assets = tmp_path / "source/rooms/assets"
    assets.mkdir(parents=True)
    (assets / "main-Ab3_x-9Z.js").write_text("import './part-12345678.js';" + " " * 2000)
    (tmp_path / "source/rooms/manifest.json").write_text("{}")
    settings.STATICFILES_DIRS = [tmp_path / "source", *settings.STATICFILES_DIRS]
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    settings.STATIC_ROOT = tmp_path / "collected"
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "estuary.staticfiles.HashedOnceStorage"},
    }
    call_command("collectstatic", interactive=False, verbosity=0)
    collected = {
        str(path.relative_to(tmp_path / "collected")) for path in (tmp_path / "collected").rglob("*")
    }
    assert {name for name in collected if name.startswith("rooms/")} == {
        "rooms/assets",
        "rooms/manifest.json",
        "rooms/assets/main-Ab3_x-9Z.js",
        "rooms/assets/main-Ab3_x-9Z.js.br",
        "rooms/assets/main-Ab3_x-9Z.js.gz",
    }
    assert staticfiles_storage.url("rooms/assets/main-Ab3_x-9Z.js") == "/static/rooms/assets/main-Ab3_x-9Z.js"
    assert staticfiles_storage.url("estuary/pages.css").startswith("/static/estuary/pages.")
    assert staticfiles_storage.url("estuary/pages.css") != "/static/estuary/pages.css"
    assert staticfiles_storage.url("design/tokens.css").startswith("/static/design/tokens.")


@pytest.mark.parametrize(
    ("name", "forever"),
    [
        ("rooms/assets/main-Ab3_x-9Z.js", True),
        ("rooms/assets/main-Ab3_x-9Z.css", True),
        ("estuary/pages.0123456789ab.css", True),
        ("rooms/manifest.json", False),
        ("estuary/pages.css", False),
    ],
)
def test_only_names_with_a_hash_are_kept_forever(
    tmp_path: Path, settings: Settings, name: str, forever: bool
) -> None:
    (tmp_path / name).parent.mkdir(parents=True)
    (tmp_path / name).write_text("x")
    settings.STATIC_ROOT = tmp_path
    serve = StaticFilesMiddleware(lambda request: None)
    answer = serve(RequestFactory().get(f"/static/{name}"))
    assert answer.content == b"x"
    assert ("immutable" in answer["Cache-Control"]) is forever
    assert "Access-Control-Allow-Origin" not in answer
    again = serve(RequestFactory().get(f"/static/{name}", headers={"If-None-Match": answer["ETag"]}))
    assert (again.status_code, again.content) == (304, b"")


# --- Recordings
def test_without_a_place_for_recordings_there_are_none() -> None:
    found = read_settings("STORAGES", "ROOMS", SECRET_KEY="x")
    assert "recordings" not in cast(dict[str, object], found["STORAGES"])
    assert cast(dict[str, object], found["ROOMS"])["RECORDING_STORAGE"] == ""


def test_recordings_go_where_the_environment_says_for_our_eyes_only(tmp_path: Path) -> None:
    found = read_settings("STORAGES", "ROOMS", SECRET_KEY="x", ROOMS_RECORDINGS_ROOT=str(tmp_path / "kept"))
    assert cast(dict[str, object], found["ROOMS"])["RECORDING_STORAGE"] == "recordings"

    storage = StorageHandler(cast(dict[str, Any], found["STORAGES"]))["recordings"]
    name = storage.save("a/b.mp4", ContentFile(b"film"))

    written = tmp_path / "kept" / name
    assert written.read_bytes() == b"film"
    assert stat.S_IMODE(written.stat().st_mode) == 0o600
    assert stat.S_IMODE(written.parent.stat().st_mode) == 0o700


KEYS = {"ROOMS_RECORDINGS_S3_ACCESS_KEY": "key", "ROOMS_RECORDINGS_S3_SECRET_KEY": "secret"}


def test_a_bucket_goes_before_a_folder(tmp_path: Path) -> None:
    found = read_settings(
        "STORAGES",
        SECRET_KEY="x",
        ROOMS_RECORDINGS_ROOT=str(tmp_path),
        ROOMS_RECORDINGS_S3_BUCKET="recordings-of-estuary",
        ROOMS_RECORDINGS_S3_ENDPOINT="https://account.r2.example",
        **KEYS,
    )
    storage = cast(dict[str, dict[str, Any]], found["STORAGES"])["recordings"]
    assert storage["BACKEND"] == "storages.backends.s3.S3Storage"
    assert storage["OPTIONS"] == {
        "bucket_name": "recordings-of-estuary",
        "endpoint_url": "https://account.r2.example",
        "addressing_style": "path",
        "access_key": "key",
        "secret_key": "secret",
        "querystring_auth": True,
        "signature_version": "s3v4",
    }


def test_a_bucket_of_amazons_has_a_region_and_no_address() -> None:
    found = read_settings(
        "STORAGES",
        SECRET_KEY="x",
        ROOMS_RECORDINGS_S3_BUCKET="recordings-of-estuary",
        ROOMS_RECORDINGS_S3_REGION="eu-central-1",
        **KEYS,
    )
    options = cast(dict[str, dict[str, Any]], found["STORAGES"])["recordings"]["OPTIONS"]
    assert options["region_name"] == "eu-central-1"
    assert "addressing_style" not in options


@pytest.mark.parametrize("missing", KEYS)
def test_a_bucket_without_the_keys_to_it_is_refused(missing: str) -> None:
    given = {name: value for name, value in KEYS.items() if name != missing}
    found = start("import estuary.settings", SECRET_KEY="x", ROOMS_RECORDINGS_S3_BUCKET="recordings", **given)
    assert found.returncode != 0
    assert f"{missing} must be set, too" in found.stderr


def test_a_bucket_that_really_is_one_takes_a_file(tmp_path: Path) -> None:
    with S3Server(tmp_path) as s3:
        names = {
            "BUCKET": s3.bucket,
            "ENDPOINT": s3.endpoint,
            "REGION": s3.region,
            "ACCESS_KEY": s3.access_key,
            "SECRET_KEY": s3.secret_key,
        }
        environment = {f"ROOMS_RECORDINGS_S3_{name}": value for name, value in names.items()}
        found = read_settings("STORAGES", SECRET_KEY="x", **environment)
        storage = StorageHandler(cast(dict[str, Any], found["STORAGES"]))["recordings"]
        name = storage.save("a/b.mp4", ContentFile(b"film"))

        assert s3.stored_keys() == [name]
        with urllib.request.urlopen(storage.url(name), timeout=10) as answer:
            assert answer.read() == b"film"
        with pytest.raises(urllib.error.HTTPError, match="403"):
            urllib.request.urlopen(storage.url(name).partition("?")[0], timeout=10)
