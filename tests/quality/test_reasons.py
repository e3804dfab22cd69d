"""Whose network it was, from when, and how it ended: a table of calls."""

import pytest
from django.utils import timezone, translation

from rooms.quality import Line, Sample, explain, render_reason
from rooms.quality.words import sentences_of, title_of
from tests.fakes.scene import minutes_of
from tests.quality.measuring import line, measured

GOOD = measured(0, 50)


def codes(*lines: Line) -> list[tuple[str, str, float | None, str | None]]:
    return [
        (r.code, r.person, minutes_of(r.began_at), r.ending.how if r.ending else None) for r in explain(lines)
    ]


def nadia(*stretches: list[Sample]) -> Line:
    return line("nadia", 0, 50, *(stretches or (GOOD,)))


LOSING = measured(12, 20, sent_loss=70)

CASES: dict[str, tuple[list[Line], list[tuple[str, str, float, str | None]]]] = {
    "a good call needs no reason": ([nadia(), line("jonas", 0, 50, GOOD)], []),
    "nobody measured": ([line("nadia", 0, 50), line("jonas", 0, 50)], []),
    "nobody came": ([], []),
    "what he sent was lost, and he came back by phone": (
        [nadia(), line("jonas", 1, 20.4, measured(1, 12), LOSING), line("jonas", 22, 50, medium="phone")],
        [("sending", "jonas", 12, "phone")],
    ),
    "what he sent was lost, so it was missing at her side": (
        [
            nadia(measured(0, 12), measured(12, 20, received_loss=70), measured(20, 50)),
            line("jonas", 0, 50, measured(0, 12), LOSING, measured(20, 50)),
        ],
        [("sending", "jonas", 12, "passed")],
    ),
    "more was missing at her side than he lost": (
        [
            nadia(measured(0, 12), measured(12, 20, received_loss=200), measured(20, 50)),
            line("jonas", 0, 50, measured(0, 12), measured(12, 20, sent_loss=60), measured(20, 50)),
        ],
        # Both were badly off by themselves, and at the same time.
        [("everybody", "", 12, None)],
    ),
    "only what came to her was lost": (
        [
            nadia(measured(0, 10), measured(10, 15, received_loss=90), measured(15, 50)),
            line("jonas", 0, 50, GOOD),
        ],
        [("receiving", "nadia", 10, "passed")],
    ),
    "both lost what they sent at the same time": (
        [nadia(measured(0, 12), LOSING, measured(20, 50)), line("jonas", 0, 50, measured(0, 12), LOSING)],
        [("everybody", "", 12, None)],
    ),
    "two of three were badly off": (
        [
            nadia(measured(0, 12), LOSING, measured(20, 50)),
            line("jonas", 0, 50, measured(0, 12), LOSING, measured(20, 50)),
            line("samira", 0, 50, GOOD),
        ],
        [("sending", "jonas", 12, "passed"), ("sending", "nadia", 12, "passed")],
    ),
    "each had a bad time of their own": (
        [
            nadia(measured(0, 30), measured(30, 33, sent_loss=80), measured(33, 50)),
            line("jonas", 0, 50, measured(0, 12), LOSING, measured(20, 50)),
        ],
        [("sending", "jonas", 12, "passed"), ("sending", "nadia", 30, "passed")],
    ),
    "alone nobody can be everybody": (
        [line("jonas", 0, 50, measured(0, 12), LOSING, measured(20, 50))],
        [("sending", "jonas", 12, "passed")],
    ),
    "a long way to the server": (
        [nadia(), line("jonas", 0, 50, measured(0, 5), measured(5, 9, rtt_ms=800), measured(9, 50))],
        [("slow", "jonas", 5, "passed")],
    ),
    "LiveKit called it weak, and no number says why": (
        [nadia(), line("jonas", 0, 50, measured(0, 5), measured(5, 9, grade="weak"), measured(9, 50))],
        [("weak", "jonas", 5, "passed")],
    ),
    "nothing came through, and the page reconnected twice": (
        [
            nadia(),
            line(
                "jonas",
                0,
                50,
                measured(0, 5),
                measured(5, 6, grade="lost"),
                measured(6, 50),
                events=(("reconnected", 5.5), ("reconnected", 6)),
            ),
        ],
        [("cut", "jonas", 5, "reconnected")],
    ),
    "without the camera it got better": (
        [
            nadia(),
            line("jonas", 0, 50, measured(0, 12), LOSING, measured(20, 50), events=(("camera_off", 19.5),)),
        ],
        [("sending", "jonas", 12, "camera_off")],
    ),
    "a camera that went off later has nothing to do with it": (
        [
            nadia(),
            line("jonas", 0, 50, measured(0, 12), LOSING, measured(20, 50), events=(("camera_off", 40),)),
        ],
        [("sending", "jonas", 12, "passed")],
    ),
    "he loaded the page again": (
        [
            nadia(),
            line("jonas", 0, 20, measured(0, 12), LOSING),
            line("jonas", 21, 50, measured(21, 50)),
        ],
        [("sending", "jonas", 12, "came_back")],
    ),
    "the media server died and came back, while he was badly off": (
        [
            line("nadia", 0, 20, measured(0, 20)),
            line("nadia", 21, 50, measured(21, 50)),
            line("jonas", 0, 20.05, measured(0, 12), LOSING),
            line("jonas", 21, 50, measured(21, 50)),
        ],
        # Not by coming back was it better: everybody was put out, and came back.
        [("sending", "jonas", 12, None)],
    ),
    "she had left before he was cut off and came back": (
        [
            line("nadia", 0, 19, measured(0, 19)),
            line("jonas", 0, 20, measured(0, 12), LOSING),
            line("jonas", 21, 50, measured(21, 50)),
        ],
        [("sending", "jonas", 12, "came_back")],
    ),
    "he gave up": (
        [nadia(), line("jonas", 0, 20, measured(0, 12), LOSING)],
        [("sending", "jonas", 12, "left")],
    ),
    "it was bad until both left": (
        [nadia(), line("jonas", 0, 50, measured(0, 42), measured(42, 50, sent_loss=70))],
        [("sending", "jonas", 42, "to_end")],
    ),
    "it is bad just now": (
        [line("nadia", 0, None, measured(0, 20)), line("jonas", 0, None, measured(0, 12), LOSING)],
        [("sending", "jonas", 12, None)],
    ),
    "a quarter of a minute is no trouble": (
        [nadia(), line("jonas", 0, 50, measured(0, 5), measured(5, 5.25, sent_loss=300), measured(5.25, 50))],
        [],
    ),
}


@pytest.mark.parametrize(("lines", "reasons"), CASES.values(), ids=CASES)
def test_why_it_was_bad(lines: list[Line], reasons: list[tuple[str, str, float, str | None]]) -> None:
    assert codes(*lines) == reasons
    assert codes(*reversed(lines)) == reasons


def test_a_call_that_flickers_all_the_time_gives_the_worst_reasons_only() -> None:
    flicker = [
        sample
        for start in range(0, 100, 10)
        for sample in (*measured(start, start + 1, sent_loss=70), *measured(start + 1, start + 10))
    ]
    assert len(explain([nadia(), line("jonas", 0, 100, flicker)])) == 6


# --- The words
PHONE = CASES["what he sent was lost, and he came back by phone"][0]


@pytest.fixture(autouse=True)
def _berlin() -> object:
    with timezone.override("Europe/Berlin"), translation.override("en-gb"):
        yield


def said(lines: list[Line], viewer: str = "", language: str = "en-gb") -> tuple[str, str]:
    (reason,) = explain(lines)
    with translation.override(language):
        return title_of(reason, viewer=viewer), sentences_of(reason, viewer=viewer)


def test_the_practitioner_reads_that_it_was_not_hers() -> None:
    assert said(PHONE, viewer="nadia") == (
        "Jonas Weber: their network, not yours",
        "From 13:12 their connection lost 7 % of what they sent. They came back by phone at 13:22.",
    )


def test_he_reads_that_it_was_his() -> None:
    assert said(PHONE, viewer="jonas") == (
        "Your network",
        "From 13:12 your connection lost 7 % of what you sent. You came back by phone at 13:22.",
    )


WEAK = [nadia(), line("jonas", 0, 50, measured(0, 5), measured(5, 9, grade="weak"), measured(9, 50))]


def test_nobodys_network_is_named_where_nothing_was_measured() -> None:
    title, text = said(WEAK, viewer="nadia")
    assert title == "Jonas Weber: network or device"
    assert "Neither loss nor delay was measured, so a busy device may be the cause." in text


def test_nor_ones_own() -> None:
    title, text = said(WEAK, viewer="jonas")
    assert title == "Your network or device"
    assert "your connection was weak. Neither loss nor delay was measured" in text


def test_nor_in_german() -> None:
    assert said(WEAK, viewer="nadia", language="de")[0] == "Jonas Weber: Netz oder Gerät"


def test_staff_read_whose_it_was() -> None:
    assert said(PHONE)[0] == "Jonas Weber: their network"


def test_in_german() -> None:
    assert said(PHONE, viewer="nadia", language="de") == (
        "Jonas Weber: das eigene Netz, nicht Ihres",
        "Ab 13:12 gingen auf der anderen Seite 7 % dessen verloren, was gesendet wurde. "
        "Um 13:22 ging es per Telefon weiter.",
    )


@pytest.mark.parametrize("language", ["en-gb", "de"])
@pytest.mark.parametrize("viewer", ["", "nadia", "jonas"])
@pytest.mark.parametrize("name", CASES)
def test_every_reason_has_words(name: str, viewer: str, language: str) -> None:
    with translation.override(language):
        for reason in explain(CASES[name][0]):
            rendered = render_reason(reason, viewer=viewer)
            assert rendered["title"]
            assert rendered["text"].endswith(".")
            assert "%(" not in rendered["text"]


def test_programs_read_codes_and_numbers() -> None:
    (reason,) = explain(PHONE)
    rendered = render_reason(reason, viewer="nadia")
    assert (rendered["code"], rendered["participant_id"], rendered["loss_percent"]) == (
        "sending",
        "jonas",
        7.0,
    )
    assert rendered["ending"]["code"] == "phone"


@pytest.mark.parametrize("story", ["he gave up", "it was bad until both left"])
def test_while_the_room_is_open_nobody_has_left_for_good(story: str) -> None:
    lines, said = CASES[story]
    assert said[0][3] in {"left", "to_end"}
    assert [reason.ending for reason in explain(lines, is_over=False)] == [None]


def test_that_somebody_came_back_is_said_at_once() -> None:
    lines, _ = CASES["what he sent was lost, and he came back by phone"]
    (reason,) = explain(lines, is_over=False)
    assert reason.ending is not None
    assert reason.ending.how == "phone"
