"""One HTTP request as it is: no redirect is followed, no proxy is used, and nobody waits longer than the limit."""

import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from urllib.parse import urlsplit

TIMEOUT_SECONDS = 5.0

#: The most of an answer that anybody here looks at, in bytes.
LONGEST_BODY = 2000


class NoAnswer(Exception):
    """Nobody answered by HTTP; the words say why, and what to do."""

    def __init__(self, says: str, next_step: str) -> None:
        super().__init__(says)
        self.says, self.next_step = says, next_step


@dataclass(frozen=True)
class Answer:
    status: int
    body: str
    location: str

    @property
    def is_redirect(self) -> bool:
        return 300 <= self.status < 400


def ask(url: str, *, headers: Mapping[str, str] | None = None, timeout: float = TIMEOUT_SECONDS) -> Answer:
    """GET it.

    Args:
        url: http or https.
        timeout: seconds for each step: the connection, and each piece of the answer.

    Raises:
        NoAnswer: no name, no connection, no certificate, no HTTP.
    """
    parts = urlsplit(url)
    kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
    where = parts.netloc.rpartition("@")[2]
    connection = kind(parts.hostname or "", parts.port, timeout=timeout)
    try:
        connection.request("GET", parts.path or "/", headers=dict(headers or {}))
        response = connection.getresponse()
        body = "" if response.status == 101 else response.read(LONGEST_BODY).decode(errors="replace")
        return Answer(response.status, body.strip(), response.getheader("Location", "") or "")
    except ssl.SSLCertVerificationError as error:
        says = f"the certificate of {where} is not accepted: {error.verify_message}"
        raise NoAnswer(says, "Mend the certificate, or use the name that stands in it.") from error
    except ssl.SSLError as error:
        raise NoAnswer(
            f"{where} does not speak TLS", "Write http:// or ws:// if that is meant, or set up TLS there."
        ) from error
    except TimeoutError as error:
        says = f"{where} does not answer within {timeout:g} s"
        raise NoAnswer(says, "Look for a firewall, or a server that hangs.") from error
    except OSError as error:
        says = f"{where} cannot be reached: {error.strerror or type(error).__name__}"
        raise NoAnswer(says, "Is it running, and is the address right?") from error
    except HTTPException as error:
        raise NoAnswer(
            f"{where} does not answer by HTTP", "The port is another program's: which one does LiveKit have?"
        ) from error
    finally:
        connection.close()
