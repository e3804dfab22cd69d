"""System checks of where recordings are kept. No network: whether the storage answers, `rooms_doctor` says."""

import importlib.util
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register
from django.core.exceptions import ImproperlyConfigured
from django.core.files.storage import FileSystemStorage

from rooms.conf import conf
from rooms.exceptions import Misconfigured
from rooms.recordings import storage

#: Of the extra `recording`; module → why.
NEEDED = {"av": "to look into recordings", "cryptography": "to keep the keys of streams"}

FOLDER_TO_WRITE = (
    'STORAGES["recordings"] = {"BACKEND": "django.core.files.storage.FileSystemStorage", '
    '"OPTIONS": {"location": "/srv/recordings"}}, and ROOMS = {"RECORDING_STORAGE": "recordings"}.'
)


@register("rooms")
def check_recordings(**kwargs: object) -> list[CheckMessage]:
    """The storage is there, of a kind that we can use, and private."""
    if not conf.recording_storage:
        return []
    try:
        found: Any = storage.storage()
        storage.shelf()
    except (Misconfigured, ImproperlyConfigured, ImportError) as error:
        return [
            Error(
                f"Recordings cannot be kept: {_words(error)}",
                hint=f"For a folder write {FOLDER_TO_WRITE}",
                id="rooms.E011",
            ),
            *_packages(),
        ]
    is_folder = isinstance(found, FileSystemStorage)
    return [*_packages(), *(_folder(found) if is_folder else _bucket(found)), *_page(), *_size()]


def _words(error: Exception) -> str:
    return error.reason if isinstance(error, Misconfigured) else str(error)


def _packages() -> Iterator[CheckMessage]:
    for module, why in NEEDED.items():
        if importlib.util.find_spec(module) is None:
            yield Error(
                f"{module} is not installed, which is needed {why}.",
                hint='pip install "rooms[recording]"',
                id="rooms.E012",
            )


def _folder(found: FileSystemStorage) -> Iterator[CheckMessage]:
    options = settings.STORAGES.get(conf.recording_storage, {}).get("OPTIONS", {})
    location = Path(found.location)
    served = {
        "MEDIA_ROOT": settings.MEDIA_ROOT,
        "STATIC_ROOT": settings.STATIC_ROOT,
        **{f"STATICFILES_DIRS[{number}]": _path_of(one) for number, one in enumerate(_static_folders())},
    }
    for name, folder in served.items():
        if folder and _is_within(location, Path(str(folder))):
            yield Error(
                f"Recordings are kept in {name}, which is served to everybody.",
                hint='Give STORAGES["recordings"] a "location" outside of it, such as "/srv/recordings".',
                id="rooms.E013",
            )
    if options.get("base_url"):
        yield Error(
            "The storage of recordings has a base_url: as if its files had addresses.",
            hint='Leave "base_url" out; links are given out one by one.',
            id="rooms.E014",
        )
    if not options.get("location"):
        yield Error(
            'The storage of recordings has no "location" of its own.',
            hint=f"Write {FOLDER_TO_WRITE}",
            id="rooms.E013",
        )


def _static_folders() -> list[Any]:
    return list(getattr(settings, "STATICFILES_DIRS", []))


def _path_of(folder: Any) -> str:
    return str(folder[1] if isinstance(folder, tuple | list) else folder)


def _is_within(inner: Path, outer: Path) -> bool:
    inner, outer = inner.absolute(), outer.absolute()
    return inner == outer or outer in inner.parents


def _bucket(found: Any) -> Iterator[CheckMessage]:
    if not found.querystring_auth:
        yield Error(
            "Links to recordings are not signed: querystring_auth is off.",
            hint='Write "querystring_auth": True into the options of STORAGES["recordings"].',
            id="rooms.E015",
        )
    if found.custom_domain:
        yield Error(
            "The storage of recordings has a custom_domain: whoever is there is not asked for a signature of ours.",
            hint='Leave "custom_domain" out; "endpoint_url" names another server.',
            id="rooms.E015",
        )
    if str(found.default_acl or "private") not in {"private", "bucket-owner-full-control"}:
        yield Error(
            f"Objects of recordings would be {found.default_acl}.",
            hint='Write "default_acl": None, and keep the bucket private.',
            id="rooms.E015",
        )
    if not found.bucket_name:
        yield Error(
            "The storage of recordings names no bucket.",
            hint='Write "bucket_name": "recordings" into the options of STORAGES["recordings"].',
            id="rooms.E016",
        )
    elif conf.recording_upload == "request" and not (found.access_key and found.secret_key):
        yield Error(
            "The recorder cannot be told keys to upload with: the storage has none of its own.",
            hint='Give it "access_key" and "secret_key", or write "RECORDING_UPLOAD": "recorder".',
            id="rooms.E016",
        )


def _page() -> Iterator[CheckMessage]:
    if not conf.recorder_page_url:
        yield Warning(
            "Recordings have a place, and no recorder could make one: RECORDER_PAGE_URL is not set.",
            hint='Write "RECORDER_PAGE_URL": "https://your-site.example/record/".',
            id="rooms.W007",
        )


def _size() -> Iterator[CheckMessage]:
    given = str(conf.value("RECORDING_SIZE"))
    try:
        width, height = conf.recording_size
    except ValueError:
        width = height = 0
    # Encoders halve both for colour.
    if not (16 <= width <= 3840 and 16 <= height <= 2160 and width % 2 == height % 2 == 0):
        yield Error(
            f'ROOMS["RECORDING_SIZE"] = "{given}" is no size of a picture.',
            hint='Two even numbers, up to 3840x2160: "RECORDING_SIZE": "1280x720".',
            id="rooms.E017",
        )
    if int(conf.value("RECORDING_LINK_SECONDS") or 0) > 900:
        yield Warning(
            'ROOMS["RECORDING_LINK_SECONDS"] is cut to a quarter of an hour: no link lives longer.',
            hint='Write "RECORDING_LINK_SECONDS": 900.',
            id="rooms.W008",
        )
