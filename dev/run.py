"""`make run`: from a fresh clone to a working video consultation."""

import os

from dev import (
    frontend,
    interrupts,
    livekit_binary,
    paths,
    ports,
    python_packages,
    recorder_binary,
    recording,
    recording_programs,
    running,
)
from dev.console import console
from dev.environment import OUR_HOSTS, LiveKitAccess
from dev.failure import Problem
from dev.setup_lock import one_setup_at_a_time
from dev.stack import Stack
from dev.supervisor import watch
from dev.welcome import welcome

WEB_PORT = 8000
LIVEKIT_PORT = 7880
# What a person may set for the product itself.
PASSED_ON = ("ROOMS_", "LIVEKIT_")
# Where a tunnel leads here; see docs/local.md.
OTHER_ADDRESSES = ("ALLOWED_HOSTS", "CSRF_TRUSTED_ORIGINS")


def wishes() -> dict[str, str]:
    """Settings of Rooms in our environment: for the product, and for whoever works on its database beside it."""
    found = {
        name: value
        for name, value in os.environ.items()
        if name.startswith(PASSED_ON) or (name in OTHER_ADDRESSES and value)
    }
    if "ALLOWED_HOSTS" in found:
        found["ALLOWED_HOSTS"] = f"{OUR_HOSTS},{found['ALLOWED_HOSTS']}"
    return found


def run() -> None:
    """Set up, start, say where it is, and hold it until a signal comes or one of its processes ends.

    Raises:
        Problem: something is missing or in use, or a process ended by itself; everything else is ended then.
    """
    web_port = ports.from_text(os.environ.get("PORT", str(WEB_PORT)), "PORT")
    livekit_port = ports.from_text(os.environ.get("LIVEKIT_PORT", str(LIVEKIT_PORT)), "LIVEKIT_PORT")
    external = LiveKitAccess.from_environment()
    records = recording.is_wanted()
    if records and external:
        raise Problem(
            f"A recorder takes its orders from the Redis of its LiveKit, and that of {external.url} is not ours.",
            "Run one beside that server (docs/operate.md, Recording), or leave out RECORDING or LIVEKIT_HOST.",
        )
    _refuse_second_run(web_port)
    ports.demand(web_port, "the web pages", "PORT")
    if external is None:
        ports.demand(livekit_port, "the LiveKit server", "LIVEKIT_PORT")
    frontend.demand_node()

    console.say("Setting up")
    with one_setup_at_a_time():
        if records:
            _set_up_recording()
        if external is None:
            console.say(f"  ✓ LiveKit server {livekit_binary.find_or_build().origin}")
        python_packages.install("estuary")
        frontend.build()
        stack = Stack(
            directory=paths.VAR,
            web_port=web_port,
            livekit_port=livekit_port,
            external_livekit=external,
            extra=wishes(),
            recording=records,
            recorder_extra=recording.wishes(),
        )
    livekit_url = external.url if external else stack.livekit.url
    with running.only_one(stack.url, livekit_url, stack.told_of_recording):
        _hold(stack, external)


def _set_up_recording() -> None:
    """What only a recorder needs. Raises Problem with what is missing."""
    for words in recording_programs.find_or_install().words():
        console.say(f"  ✓ {words}")
    recorder_binary.find_or_build()
    console.say("  ✓ recorder, built from media/recorder")
    if recording.warning():
        console.say(f"  ! {recording.warning()}")


def _refuse_second_run(web_port: int) -> None:
    """Two LiveKit servers on one database would each take the other's rooms for dead."""
    other = running.find()
    if other is None:
        return
    in_use = "It" if ports.is_free(web_port) else f"Port {web_port} is in use: it"
    raise Problem(
        f"{in_use} already runs in this working copy, at {other.url} (process {other.process}).",
        "Stop that one first, or use another clone.",
    )


def _hold(stack: Stack, external: LiveKitAccess | None) -> None:
    console.say("Starting")
    ready = False
    try:
        with console.step("database"):
            stack.migrate()
        with console.step(f"{_parts(stack, external)} and demo data"):
            stack.start(with_demo=True)
        ready = True
        console.say(welcome(stack.url, stack.demo, external, records=bool(stack.told_of_recording)))
        watch(stack.children)
    except interrupts.Interrupted as stopped:
        if not ready:
            raise
        # It ran and somebody ended it: that is how it is meant to end.
        console.say(f"\n{stopped}")
    finally:
        # After a Problem this comes before its sentence, so that the sentence is the last line to read.
        if any(child.running for child in stack.children):
            with console.step("stopping"):
                stack.stop()


def _parts(stack: Stack, external: LiveKitAccess | None) -> str:
    recorder = ["Redis", "the recorder"] if stack.told_of_recording else []
    return ", ".join([*([] if external else ["LiveKit"]), *recorder, "Django", "the worker"])
