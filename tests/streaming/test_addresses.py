"""Addresses of RTMP servers: which are taken, and how LiveKit names them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rooms.streaming.addresses import Address, is_private, problem_of_key, problem_of_server, redact

YOUTUBE = "rtmp://a.rtmp.youtube.com/live2"
FACEBOOK = "rtmps://live-api-s.facebook.com:443/rtmp"

#: What `RedactStreamKey` of livekit/protocol v1.54.0 printed for these.
BY_LIVEKIT = [
    (f"{YOUTUBE}/abcd-efgh-ijkl-mnop", f"{YOUTUBE}/{{abc...nop}}"),
    (f"{FACEBOOK}/FB-123-0-Ab?s_bl=1&s_sw=0", f"{FACEBOOK}/{{FB-...w=0}}"),
    ("rtmp://h/app/a", "rtmp://h/app/{...}"),
    ("rtmp://h/app/ab", "rtmp://h/app/{...}"),
    ("rtmp://h/app/abcde", "rtmp://h/app/{a...e}"),
    ("rtmp://h/app/abcdef", "rtmp://h/app/{ab...ef}"),
    ("rtmp://h/a/b/c/secretkey", "rtmp://h/a/b/c/{sec...key}"),
    ("rtmp://127.0.0.1:1935/live/Secret123", "rtmp://127.0.0.1:1935/live/{Sec...123}"),
]


@pytest.mark.parametrize(("full", "redacted"), BY_LIVEKIT)
def test_an_address_is_named_as_livekit_names_it(full: str, redacted: str) -> None:
    assert redact(full) == redacted


def test_what_is_no_address_is_hidden_whole() -> None:
    assert redact("rtmp://host-without-application") == "{...}"
    assert redact("https://example.org/live/key") == "{...}"


@pytest.mark.parametrize(
    "url",
    [YOUTUBE, FACEBOOK, "rtmp://192.0.2.7/live", "rtmp://[2001:db8::1]:1935/live", "rtmps://h/a/b/c"],
)
def test_servers_of_the_large_sites_and_any_other_are_taken(url: str) -> None:
    assert problem_of_server(url) is None


@pytest.mark.parametrize(
    ("url", "problem"),
    [
        ("", "bad_address"),
        ("https://youtube.com/live", "bad_address"),
        ("rtmp:///live", "bad_address"),
        ("rtmp://host:0/live", "bad_address"),
        ("rtmp://host:port/live", "bad_address"),
        ("rtmp://host/li ve", "bad_address"),
        ("rtmp://host/live\n", "bad_address"),
        ("rtmp://[::1/live", "bad_address"),
        ("rtmp://host/" + "a" * 300, "bad_address"),
        ("rtmp://host", "no_application"),
        ("rtmp://host/", "no_application"),
        ("rtmp://nadia:secret@host/live", "secret_in_address"),
        ("rtmp://host/live?key=secret", "secret_in_address"),
        ("rtmp://host/live#secret", "secret_in_address"),
    ],
)
def test_what_the_recorder_cannot_dial_or_would_show_a_secret_is_refused(url: str, problem: str) -> None:
    assert problem_of_server(url) == problem


@pytest.mark.parametrize(
    "host",
    [
        "localhost",
        "LOCALHOST.",
        "live.localhost",
        "redis",
        "127.0.0.1",
        "127.0.0.1.",
        "127.1",
        "0x7f.1",
        "2130706433",
        "0",
        "10.0.0.5",
        "172.16.1.1",
        "192.168.1.10",
        "169.254.169.254",
        "100.64.0.1",
        "224.0.0.1",
        "[::1]",
        "[::]",
        "[fe80::1]",
        "[fe80::1%25eth0]",
        "[fd00::5]",
        "[::ffff:10.0.0.5]",
        "[::a00:5]",
        "[64:ff9b::a00:5]",
        "[64:ff9b::10.0.0.5]",
        "[64:ff9b:1::a00:5]",
        "[2002:a00:5::1]",
    ],
)
def test_machines_of_the_recorders_own_network_are_known_by_their_address(host: str) -> None:
    assert problem_of_server(f"rtmp://{host}:1935/live") is None
    assert is_private(f"rtmp://{host}:1935/live")


@pytest.mark.parametrize(
    "server",
    [
        YOUTUBE,
        FACEBOOK,
        "rtmp://93.184.215.14/live",
        "rtmp://[2606:2800::1]/live",
        "rtmp://[::ffff:93.184.215.14]/live",
        "rtmp://[64:ff9b::93.184.215.14]/live",
        "rtmp://[2002:5db8:d70e::1]/live",
        "rtmp://10.example.org/live",
    ],
)
def test_servers_on_the_internet_are_not_private(server: str) -> None:
    assert not is_private(server)


@pytest.mark.parametrize("key", ["abcd-efgh-ijkl", "FB-123?s_bl=1&s_sw=0", "x"])
def test_keys_as_the_sites_give_them_are_taken(key: str) -> None:
    assert problem_of_key(key) is None


@pytest.mark.parametrize("key", ["", "two words", "line\nbreak", "a/b", "x" * 301, "\x7f", "nul\x00"])
def test_what_is_no_key_is_refused(key: str) -> None:
    assert problem_of_key(key) == "bad_key"


def test_an_address_never_shows_its_key_where_it_is_printed() -> None:
    address = Address(YOUTUBE, "abcd-efgh-ijkl-mnop")

    assert address.full == f"{YOUTUBE}/abcd-efgh-ijkl-mnop"
    assert "efgh" not in f"{address!r} {address} {[address]}"


@given(
    st.text(alphabet=st.characters(min_codepoint=33, max_codepoint=126, exclude_characters="/"), min_size=1)
)
def test_at_most_six_characters_of_a_key_are_ever_shown(key: str) -> None:
    shown = redact(f"{YOUTUBE}/{key}").removeprefix(f"{YOUTUBE}/")

    assert len(shown) <= len("{...}") + 6
    assert len(shown) - len("{...}") <= max(0, len(key) * 2 // 3)
