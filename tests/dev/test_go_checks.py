"""What is checked of our own Go: with the real Go, on modules of our own making."""

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from dev import beside, check, go_checks, livekit_binary, paths, s3_binary
from dev.failure import Problem
from dev.livekit_binary import LiveKitBinary

Programs = Callable[..., str]

GOOD = 'package main\n\nimport "fmt"\n\nfunc main() {\n\tfmt.Println("good")\n}\n'


@pytest.fixture
def module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "module"
    folder.mkdir()
    (folder / "go.mod").write_text("module example\n\ngo 1.26\n")
    (folder / "main.go").write_text(GOOD)
    monkeypatch.setattr(paths, "MEDIA_RECORDER", folder)
    monkeypatch.setattr(paths, "CACHE", tmp_path / "cache")
    return folder


@pytest.fixture
def chrome(programs: Programs) -> Path:
    """Somebody's browser is called otherwise than Debian's."""
    return Path(programs(google_chrome="echo a Chrome")) / "google-chrome"


def test_what_is_in_order_passes(module: Path) -> None:
    go_checks.style()


def test_a_file_that_gofmt_would_write_otherwise_is_named_and_rewritten(module: Path) -> None:
    (module / "main.go").write_text(GOOD.replace("\t", "  "))
    with pytest.raises(Problem, match="gofmt would write some Go otherwise") as failure:
        go_checks.style()
    assert failure.value.details == "main.go"

    go_checks.rewrite()
    assert (module / "main.go").read_text() == GOOD
    go_checks.style()


def test_what_vet_finds_is_shown(module: Path) -> None:
    (module / "main.go").write_text(GOOD.replace('Println("good")', 'Printf("%d", "good")'))
    with pytest.raises(Problem, match="go vet found something") as failure:
        go_checks.style()
    assert "wrong type" in failure.value.details


def test_without_go_that_is_said(module: Path, programs: Programs, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", programs())
    with pytest.raises(Problem, match="There is no Go to check the recorder with") as failure:
        go_checks.style()
    assert failure.value.next_step == "Install Go 1.26 or newer (https://go.dev/dl/)."


#: Only with the tag of those that take long.
LONG = """//go:build long

package main

import "testing"

func TestLong(t *testing.T) { t.Fatal("the long ones run") }
"""

#: Fails where it does not see what tests need, and notes what else it sees.
TEST = """package main

import (
	"fmt"
	"os"
	"os/exec"
	"testing"
)

func TestPrograms(t *testing.T) {
	if os.Getenv("RECORDER_TESTS_NEED_PROGRAMS") != "1" || os.Getenv("RECORDER_TESTS_LIVEKIT_SERVER") != "/lk" {
		t.Fatal("they are not there")
	}
	for _, name := range []string{"versitygw", "chromium"} {
		if _, err := exec.LookPath(name); err != nil {
			t.Fatal(err)
		}
	}
	if said, err := exec.Command("chromium").Output(); string(said) != "a Chrome\\n" {
		t.Fatal(string(said), err)
	}
	seen := fmt.Sprintf("short: %v, secret: %q", testing.Short(), os.Getenv("LIVEKIT_API_SECRET"))
	os.WriteFile("seen", []byte(seen), 0o600)
}
"""


@pytest.mark.parametrize("long_ones_too", [False, True])
def test_tests_see_the_programs_and_how_long_they_may_take(
    long_ones_too: bool, module: Path, chrome: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LIVEKIT_API_SECRET", "of somebody's server")
    (module / "main_test.go").write_text(TEST)
    done = subprocess.run(
        go_checks.tests_command(long_ones_too=long_ones_too),
        env=go_checks.tests_environment({}, Path("/lk"), Path("/bin/true"), chrome),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    short = "false" if long_ones_too else "true"
    assert (module / "seen").read_text() == f'short: {short}, secret: ""'


@pytest.mark.parametrize("long_ones_too", [False, True])
def test_those_that_take_long_are_left_to_their_own_run(
    long_ones_too: bool, module: Path, chrome: Path
) -> None:
    (module / "long_test.go").write_text(LONG)
    done = subprocess.run(
        go_checks.tests_command(long_ones_too=long_ones_too),
        env=go_checks.tests_environment({}, Path("/lk"), Path("/bin/true"), chrome),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert ("the long ones run" in done.stdout) is long_ones_too


def test_they_run_beside_the_checks_and_a_failure_is_theirs(
    module: Path, chrome: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CHROMIUM", str(chrome))
    built = LiveKitBinary(Path("/lk"), "built before")
    monkeypatch.setattr(livekit_binary, "find_or_build", lambda: built)
    monkeypatch.setattr(s3_binary, "find_or_build", lambda: Path("/bin/true"))
    (module / "main_test.go").write_text(TEST.replace("/lk", "/nowhere"))
    with beside.Beside() as others:
        step = check._recorder(others, {}, long_ones_too=False)
        with pytest.raises(Problem, match="Go tests of the recorder failed"):
            step.run()
    assert "they are not there" in capfd.readouterr().out


def test_races_are_looked_for_with_cgo_in_packages_that_are_there() -> None:
    command = [str(part) for part in go_checks.races_command()]

    assert command[:4] == ["env", "CGO_ENABLED=1", "go", "-C"]
    assert {"test", "-race", "-short"} <= set(command)
    packages = [part for part in command if part.startswith("./")]
    assert packages
    for package in packages:
        assert list((paths.MEDIA_RECORDER / package).glob("*_test.go")), package


@pytest.mark.parametrize(
    ("here", "named", "is_there"),
    [
        ("gcc", None, True),
        ("clang", "clang", True),
        ("gcc", "clang", False),
        ("clang", None, False),
    ],
)
def test_it_takes_the_c_compiler_that_go_would_use(
    here: str, named: str | None, is_there: bool, programs: Programs
) -> None:
    given = {"PATH": programs(**{here: ""})} | ({"CC": named} if named else {})
    assert go_checks.can_look_for_races(given) is is_there


#: Two goroutines change one number.
RACE = """package egress

import (
	"sync"
	"testing"
)

func TestRace(t *testing.T) {
	number := 0
	var group sync.WaitGroup
	for range 2 {
		group.Go(func() { number++ })
	}
	group.Wait()
}
"""


@pytest.mark.long  # Go compiles its standard library again, for the race detector
def test_races_are_found_where_there_is_a_c_compiler(
    module: Path, chrome: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(go_checks, "AT_THE_SAME_TIME", ("egress",))
    package = module / "internal" / "egress"
    package.mkdir(parents=True)
    (package / "egress_test.go").write_text(RACE)
    given = go_checks.tests_environment({}, Path("/lk"), Path("/bin/true"), chrome)
    done = subprocess.run(
        go_checks.races_command(), env=given, capture_output=True, text=True, timeout=300, check=False
    )
    # Without a compiler the command fails, too, and so is not run.
    assert done.returncode != 0
    assert ("DATA RACE" in done.stdout) is go_checks.can_look_for_races(given)


def test_without_a_c_compiler_it_is_said_that_races_are_not_looked_for(
    module: Path,
    chrome: Path,
    capfd: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("CHROMIUM", str(chrome))
    monkeypatch.setenv("CC", "no-such-compiler")
    monkeypatch.setattr(livekit_binary, "find_or_build", lambda: LiveKitBinary(Path("/lk"), "built before"))
    monkeypatch.setattr(s3_binary, "find_or_build", lambda: Path("/bin/true"))
    with beside.Beside() as others:
        check._races(others, {}).run()
    assert "they need a C compiler" in capfd.readouterr().out
