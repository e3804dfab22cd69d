"""What many tests begin with: people in a call."""

from collections.abc import Callable, Sequence

from tests.e2e.accounts import Account, Subject
from tests.e2e.api import Api
from tests.e2e.call import expect_inside, expect_video_from
from tests.e2e.lobby import join, open_lobby
from tests.e2e.visitor import Visitor
from tests.live.caller import Caller
from tests.live.crowd import join_together


def enter(visitor: Visitor, subject: Subject, way: str = "individual") -> None:
    """Through the lobby into the call."""
    open_lobby(visitor, subject)
    join(visitor, way)
    expect_inside(visitor)


def meet(one: Visitor, other: Visitor, subject: Subject, way: str = "individual") -> None:
    """Both are in the call and see each other move."""
    enter(one, subject, way)
    enter(other, subject, way)
    expect_video_from(one, other.name)
    expect_video_from(other, one.name)


def call_in(
    caller: Callable[[str], Caller], api: Api, account: Account, subject: Subject, *, silent: bool = False
) -> Caller:
    """Somebody joins without a browser, by the API, and is seen and heard, unless they are `silent`."""
    grant = api.join(account, subject)
    person = caller(account.name).join(grant["url"], grant["token"])
    if not silent:
        person.show_camera()
        person.talk()
    return person


def come_to_watch(
    caller: Callable[[str], Caller], api: Api, audience: Sequence[Account], subject: Subject
) -> list[Caller]:
    """Many join without a browser, by the API, and say nothing."""
    grants = [api.join(account, subject) for account in audience]
    return join_together(
        (caller(account.name), grant["url"], grant["token"])
        for account, grant in zip(audience, grants, strict=True)
    )
