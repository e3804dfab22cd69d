"""Servers that are not LiveKit, or not well: what the gateway must survive."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

Behaviour = Callable[[socket.socket, int], None]


@contextmanager
def listening(behave: Behaviour) -> Iterator[str]:
    """A server on loopback; `behave` gets each connection, and which one it is (0, 1, …). Yields its address."""
    stop = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.1)

        def serve() -> None:
            connections: list[socket.socket] = []
            while not stop.is_set():
                try:
                    connection, _ = server.accept()
                except TimeoutError:
                    continue
                connections.append(connection)
                behave(connection, len(connections) - 1)
            for connection in connections:
                connection.close()

        thread = threading.Thread(target=serve, name="not livekit")
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.getsockname()[1]}"
        finally:
            stop.set()
            thread.join()


def never_answer(connection: socket.socket, number: int) -> None:
    """Accepts, and says nothing, for ever."""


def hang_up(connection: socket.socket, number: int) -> None:
    connection.recv(65_536)
    connection.close()


def hang_up_once(connection: socket.socket, number: int) -> None:
    if number == 0:
        hang_up(connection, number)
    else:
        answer(connection, 200, b"")


def saying(status: int, body: bytes, content_type: str = "application/json") -> Behaviour:
    return lambda connection, number: answer(connection, status, body, content_type)


def answer(
    connection: socket.socket, status: int, body: bytes, content_type: str = "application/protobuf"
) -> None:
    connection.recv(65_536)
    head = f"HTTP/1.1 {status} Said\r\nContent-Type: {content_type}\r\nContent-Length: {len(body)}\r\n\r\n"
    connection.sendall(head.encode() + body)
