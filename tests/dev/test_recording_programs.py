"""What a recorder stands on: found on a PATH of our own making, or installed in one go and said aloud."""

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from dev import recording_programs, system_packages
from dev.failure import Problem
from dev.recording_programs import find_or_install

Programs = Callable[..., str]

ALL = {
    "Xvfb": "echo unrecognized option >&2; exit 1",
    "pulseaudio": "echo pulseaudio 16.1",
    "ffmpeg": "echo ffmpeg version 5.1.9-0+deb12u1",
    "ffprobe": "echo ffprobe version 5.1.9-0+deb12u1",
    "redis_server": "echo Redis server v=7.0.15",
    "chromium": "echo Chromium 156.0.8078.79",
}


@pytest.fixture(autouse=True)
def _on_linux(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.delenv("CHROMIUM", raising=False)
    monkeypatch.setattr(recording_programs, "ALSO_IN", "")


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[tuple[tuple[str, ...], str]]:
    """What apt was asked for, and why; it installs nothing."""
    seen: list[tuple[tuple[str, ...], str]] = []
    monkeypatch.setattr(system_packages, "install", lambda *names, because: seen.append((names, because)))
    return seen


def test_what_is_there_is_used_and_told(
    programs: Programs, monkeypatch: pytest.MonkeyPatch, asked: list[object]
) -> None:
    folder = programs(**ALL)
    monkeypatch.setenv("PATH", folder)

    found = find_or_install()

    assert found.browser == f"{folder}/chromium"
    assert found.words() == [
        f"Xvfb, {folder}/Xvfb",
        f"pulseaudio 16.1.0, {folder}/pulseaudio",
        f"ffmpeg 5.1.9, {folder}/ffmpeg",
        f"ffprobe 5.1.9, {folder}/ffprobe",
        f"redis-server 7.0.15, {folder}/redis-server",
    ]
    assert asked == []


def test_all_that_is_missing_is_installed_at_once_each_package_once(
    programs: Programs, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    packages = {name: ALL[name] for name in ("pulseaudio",)}
    folder = programs(
        **packages,
        apt_get='/bin/echo "$@" >> "${0%/*}/apt.log"\n'
        'case "$*" in *install*) for n in Xvfb ffmpeg ffprobe redis-server chromium; do\n'
        '  /bin/ln -s /bin/true "${0%/*}/$n"; done;; esac',
    )
    monkeypatch.setenv("PATH", folder)
    monkeypatch.setattr(system_packages, "_root_prefix", list)

    find_or_install()

    said = capsys.readouterr().out
    assert "To record, Xvfb, ffmpeg, ffprobe, Redis and Chromium must be there." in said
    with open(f"{folder}/apt.log", encoding="utf-8") as log:
        _update, install = log.read().splitlines()
    assert install.endswith(" xvfb ffmpeg redis-server chromium fonts-liberation")


def test_tests_receive_streams_as_well(
    programs: Programs,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    asked: list[tuple[tuple[str, ...], str]],
) -> None:
    """nginx is where Debian has its servers, and not on everybody's PATH."""
    monkeypatch.setenv("PATH", programs(**ALL))
    servers = tmp_path / "sbin"
    servers.mkdir()
    (servers / "nginx").symlink_to("/bin/true")
    monkeypatch.setattr(recording_programs, "ALSO_IN", str(servers))
    monkeypatch.setattr(recording_programs, "RTMP_MODULE", tmp_path / "ngx_rtmp_module.so")

    found = find_or_install(receiver=True)

    assert found.words()[-1] == f"nginx, {servers}/nginx"
    why = "To record, nginx's RTMP module must be there."
    assert asked == [(("libnginx-mod-rtmp",), why)]


def test_one_that_is_missing_is_named_alone(
    programs: Programs, monkeypatch: pytest.MonkeyPatch, asked: list[tuple[tuple[str, ...], str]]
) -> None:
    monkeypatch.setenv("PATH", programs(**{name: line for name, line in ALL.items() if name != "Xvfb"}))

    with pytest.raises(Problem, match="Xvfb cannot be found, not even after installing it"):
        find_or_install()

    assert asked == [(("xvfb",), "To record, Xvfb must be there.")]


def test_elsewhere_than_on_linux_nothing_is_tried(
    monkeypatch: pytest.MonkeyPatch, asked: list[object]
) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")

    assert not recording_programs.can_record()
    with pytest.raises(Problem, match="Recording needs Linux"):
        find_or_install()
    assert asked == []
