"""Which LiveKit server is used: real look-ups on a PATH of our own making."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from dev import livekit_binary, paths
from dev.failure import Problem
from dev.livekit_binary import find_or_build

Programs = Callable[..., str]

OLD_GO = 'test "$2" = GOVERSION && echo go1.22.1 || echo {policy}'


@pytest.fixture(autouse=True)
def nothing_built_yet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(paths, "CACHE", tmp_path / "cache")
    find_or_build.cache_clear()
    yield
    find_or_build.cache_clear()


def put_on_the_path(monkeypatch: pytest.MonkeyPatch, folder: str) -> None:
    monkeypatch.setenv("PATH", folder)


def test_the_pinned_version_is_the_one_in_go_mod() -> None:
    assert livekit_binary.pinned_version() == "1.13.5"


def test_the_one_on_the_path_is_used_when_it_is_the_pinned_version(
    programs: Programs, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = programs(livekit_server="echo livekit-server version 1.13.5")
    put_on_the_path(monkeypatch, folder)
    assert find_or_build().path == Path(folder) / "livekit-server"
    assert find_or_build().origin == "1.13.5, on the PATH"


def test_one_that_was_built_before_needs_no_go(programs: Programs, monkeypatch: pytest.MonkeyPatch) -> None:
    put_on_the_path(monkeypatch, programs(livekit_server="echo livekit-server version 1.9.0"))
    built = livekit_binary._cached("1.13.5")
    built.parent.mkdir(parents=True)
    built.touch()
    assert find_or_build().path == built


def test_a_newer_one_is_used_where_nothing_can_be_built_and_that_is_said(
    programs: Programs, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = programs(livekit_server="echo livekit-server version 1.14.0")
    put_on_the_path(monkeypatch, folder)
    assert find_or_build().origin == "1.14.0, on the PATH"
    assert "1.13.5 is what this is tested with" in capsys.readouterr().out


def test_an_older_one_is_refused_where_nothing_can_be_built(
    programs: Programs, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_on_the_path(monkeypatch, programs(livekit_server="echo livekit-server version 1.9.0"))
    with pytest.raises(Problem, match=r"livekit-server 1\.9\.0 on the PATH is older than 1\.13\.5"):
        find_or_build()


def test_an_old_go_that_may_not_fetch_a_newer_one_is_named(
    programs: Programs, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_on_the_path(monkeypatch, programs(go=OLD_GO.format(policy="local")))
    with pytest.raises(Problem, match=r"Go 1\.22\.1 is too old .* may not fetch a newer one"):
        find_or_build()


def test_an_old_go_that_may_fetch_a_newer_one_is_let_try(
    programs: Programs, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    put_on_the_path(monkeypatch, programs(go=OLD_GO.format(policy="auto")))
    assert livekit_binary._go_environment()["CGO_ENABLED"] == "0"
    assert "Go 1.22.1 will fetch the newer Go" in capsys.readouterr().out


def test_a_failed_build_leaves_no_half_a_server_behind(
    programs: Programs, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    go = 'test "$1" = env && echo go1.26.0 && exit; echo no such module >&2; exit 1'
    put_on_the_path(monkeypatch, programs(go=go))
    with pytest.raises(Problem, match=r"could not be built\.") as failure:
        find_or_build()
    assert failure.value.details == "no such module"
    assert list((tmp_path / "cache" / "bin").iterdir()) == []


@pytest.mark.parametrize("line", ["echo not a version", "exit 3", "true"])
def test_a_program_that_tells_no_version_is_not_trusted(
    programs: Programs, monkeypatch: pytest.MonkeyPatch, line: str
) -> None:
    put_on_the_path(monkeypatch, programs(livekit_server=line))
    with pytest.raises(Problem, match="neither a livekit-server nor Go"):
        find_or_build()
