from django.core.checks import run_checks

from rooms.doctor.finding import Finding, well, wrong


def look() -> Finding:
    """What `manage.py check` says of ours; warnings, too: a missing key is one, and nobody can join."""
    found = run_checks(tags=["rooms"])
    if not found:
        return well("`manage.py check` has nothing to say about them")
    first = found[0]
    more = f" (and {len(found) - 1} more: manage.py check)" if len(found) > 1 else ""
    return wrong(f"{first.id}: {first.msg}{more}", str(first.hint))
