"""Packages that bring servers: the stand-in for apt does what Debian's do, it asks the policy and enables units."""

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from dev import idle_packages, system_packages
from dev.failure import Problem

Programs = Callable[..., str]

#: Asks the machine's policy before it "starts" something, as invoke-rc.d does, and enables what the package has.
APT = """
case "$*" in *install*) ;; *) exit 0;; esac
if [ -x "$POLICY" ]; then "$POLICY" nginx start; echo "$?" >> "$0.policy"; else echo none >> "$0.policy"; fi
for link in $LINKS; do /bin/mkdir -p "${link%/*}"; /bin/ln -sf /lib/unit "$link"; done
exit ${APT_ENDS:-0}
"""
NOTE = 'echo "$@" >> "$0.calls"'


class Machine:
    """Somebody's Debian: what its policy said while apt worked, and what it was told to disable."""

    def __init__(self, programs: str, policy: Path, etc: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.programs, self.policy, self.etc = Path(programs), policy, etc
        self._monkeypatch = monkeypatch

    def brings(self, *units: str) -> None:
        self._monkeypatch.setenv("LINKS", " ".join(str(self.etc / unit) for unit in units))

    def has(self, unit: str) -> None:
        (self.etc / unit).parent.mkdir(parents=True, exist_ok=True)
        (self.etc / unit).symlink_to("/lib/unit")

    def said(self, name: str) -> list[str]:
        file = self.programs / name
        return file.read_text().splitlines() if file.exists() else []


@pytest.fixture
def machine(programs: Programs, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Machine:
    folder = programs(apt_get=APT, systemctl=NOTE)
    etc = tmp_path / "etc"
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setenv("PATH", folder)
    monkeypatch.setenv("POLICY", str(idle_packages.POLICY))
    monkeypatch.setattr(idle_packages, "AT_BOOT", {"--system": etc / "system", "--global": etc / "user"})
    return Machine(folder, idle_packages.POLICY, etc, monkeypatch)


def install(*names: str) -> None:
    system_packages.install(*names, because="No receiver was found.")


def test_nothing_may_start_while_apt_works_and_everything_afterwards(
    machine: Machine, capsys: pytest.CaptureFixture[str]
) -> None:
    install("nginx")
    assert machine.said("apt-get.policy") == ["101"]
    assert not machine.policy.exists()
    assert "none of their servers is started, now or at boot" in capsys.readouterr().out


def test_the_policy_goes_when_apt_fails_too(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("APT_ENDS", "100")
    machine.brings("system/multi-user.target.wants/nginx.service")
    with pytest.raises(Problem, match="could not install nginx"):
        install("nginx")
    assert not machine.policy.exists()
    assert machine.said("systemctl.calls") == ["--system disable nginx.service"]


def test_a_machine_with_a_policy_of_its_own_keeps_it(machine: Machine) -> None:
    machine.policy.write_text("#!/bin/sh\nexit 104\n")
    machine.policy.chmod(0o755)
    install("nginx")
    assert machine.said("apt-get.policy") == ["104"]
    assert machine.policy.read_text() == "#!/bin/sh\nexit 104\n"


def test_one_that_a_killed_installation_of_ours_left_there_goes(machine: Machine) -> None:
    machine.policy.write_text(idle_packages.NOTHING_STARTS)
    install("nginx")
    assert machine.said("apt-get.policy") == ["101"]
    assert not machine.policy.exists()


def test_what_would_start_at_boot_or_with_a_log_in_is_disabled(machine: Machine) -> None:
    machine.brings(
        "system/multi-user.target.wants/nginx.service",
        "user/default.target.wants/pulseaudio.service",
        "user/sockets.target.wants/pulseaudio.socket",
    )
    install("nginx", "pulseaudio")
    assert machine.said("systemctl.calls") == [
        "--system disable nginx.service",
        "--global disable pulseaudio.service pulseaudio.socket",
    ]


def test_what_was_enabled_before_and_what_belongs_to_others_stays(machine: Machine) -> None:
    machine.has("system/multi-user.target.wants/nginx.service")
    machine.brings("system/multi-user.target.wants/nginx.service", "system/timers.target.wants/fstrim.timer")
    install("nginx", "libnginx-mod-rtmp")
    assert machine.said("systemctl.calls") == []


def test_a_server_that_cannot_be_disabled_is_told_with_the_line_to_type(
    machine: Machine, programs: Programs, capsys: pytest.CaptureFixture[str]
) -> None:
    programs(systemctl="exit 1")
    machine.brings("system/multi-user.target.wants/redis-server.service")
    install("redis-server")
    said = capsys.readouterr().out
    assert "This machine will start redis-server.service." in said
    assert "systemctl --system disable redis-server.service" in said


def test_without_systemd_there_is_nothing_to_disable(machine: Machine) -> None:
    (machine.programs / "systemctl").unlink()
    machine.brings("system/multi-user.target.wants/nginx.service")
    install("nginx")
    assert not machine.policy.exists()


def test_sudo_does_it_where_we_are_not_root(
    machine: Machine, programs: Programs, monkeypatch: pytest.MonkeyPatch
) -> None:
    programs(sudo='echo "$2" >> "$0.calls"; shift; case "$1" in true) exit 0;; *) exec "$@";; esac')
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    monkeypatch.setattr("sys.stdin.isatty", lambda: False, raising=False)
    machine.brings("system/multi-user.target.wants/nginx.service")
    install("nginx")
    assert machine.said("sudo.calls") == [
        "true",
        "apt-get",
        idle_packages.INSTALL,
        "apt-get",
        idle_packages.REMOVE,
        "systemctl",
    ]


def test_the_policy_says_no_to_whoever_asks(tmp_path: Path) -> None:
    policy = tmp_path / "policy"
    policy.write_text(idle_packages.NOTHING_STARTS)
    assert subprocess.run(["/bin/sh", policy, "redis-server", "start"], check=False).returncode == 101
