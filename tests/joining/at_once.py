from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TypeVar

from django.db import connection

Result = TypeVar("Result")


def at_once(*calls: Callable[[], Result]) -> list[Result | BaseException]:
    """Run the calls in threads of their own, all starting together; what one raises is its result."""
    together = Barrier(len(calls))

    def run(call: Callable[[], Result]) -> Result | BaseException:
        together.wait(timeout=10)
        try:
            return call()
        except Exception as error:  # noqa: BLE001  the test looks at what it was
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))
