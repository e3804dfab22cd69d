"""The door between two tests: who is inside may finish, who comes late waits."""

import threading
from collections.abc import Callable

from tests.door import Door

SERVER = "Thread-7 (process_request_thread)"


def in_thread(work: Callable[[], object], name: str = SERVER) -> threading.Thread:
    thread = threading.Thread(target=work, name=name, daemon=True)
    thread.start()
    return thread


def test_a_late_request_waits_until_the_next_test_begins() -> None:
    door = Door()
    late = in_thread(door.enter)
    late.join(0.1)
    assert late.is_alive()
    door.open()
    late.join(10)
    assert not late.is_alive()


def test_closing_waits_for_who_is_inside() -> None:
    door = Door()
    door.open()
    in_thread(door.enter).join(10)
    closing = in_thread(door.close, "test")
    closing.join(0.1)
    assert closing.is_alive()
    in_thread(door.leave).join(10)
    closing.join(10)
    assert not closing.is_alive()


def test_clients_of_a_test_in_threads_of_their_own_never_wait() -> None:
    client = in_thread(Door().enter, "ThreadPoolExecutor-0_1")
    client.join(10)
    assert not client.is_alive()
