from rooms.conf import conf
from rooms.doctor.asking import NoAnswer, ask
from rooms.doctor.finding import Finding, skipped, well, wrong


def look() -> Finding:
    """The page that is recorded answers at its address, seen from here; the recorder may see it otherwise."""
    if not conf.can_record:
        return skipped("recording is not set up")
    url = conf.recorder_page_url
    try:
        answer = ask(url)
    except NoAnswer as error:
        return wrong(f"RECORDER_PAGE_URL: {error.says}", error.next_step)
    if answer.is_redirect:
        return wrong(
            f"RECORDER_PAGE_URL leads on to {answer.location}", "Set it to that address, with its last slash."
        )
    if answer.status != 200:
        return wrong(
            f"RECORDER_PAGE_URL answers {answer.status}",
            "It is /record/ of this site, as the recorder reaches it: its host must be among ALLOWED_HOSTS.",
        )
    return well(f"{url} answers")
