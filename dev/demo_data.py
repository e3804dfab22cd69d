"""`make demo-data`: the demo made new around now, also while the product runs."""

import os
import sys

from dev import paths, ports, python_packages, recording, running
from dev.console import console
from dev.environment import LiveKitAccess, product_environment
from dev.local_secrets import LocalSecrets
from dev.manage import manage
from dev.run import LIVEKIT_PORT, WEB_PORT, wishes
from dev.setup_lock import one_setup_at_a_time


def print_demo_data() -> None:
    """Print the JSON of `manage.py demo_data`, alone on stdout; everything else goes to stderr."""
    console.use(sys.stderr)
    with one_setup_at_a_time():
        python_packages.install("estuary")
    secrets = LocalSecrets.keep_in(paths.VAR / "secrets.json")
    environment = product_environment(
        directory=paths.VAR,
        static_root=paths.VAR / "static",
        secrets=secrets,
        livekit=LiveKitAccess.from_environment() or _our_livekit(secrets),
        extra={**_recording(), **wishes()},
    )
    manage(["migrate", "--noinput", "--verbosity", "0"], environment)
    sys.stdout.write(manage(["demo_data"], environment))


def _our_livekit(secrets: LocalSecrets) -> LiveKitAccess:
    product = running.find()
    port = os.environ.get("LIVEKIT_PORT", str(LIVEKIT_PORT))
    url = product.livekit_url if product else f"http://{ports.LOOPBACK}:{port}"
    return LiveKitAccess(url, secrets.livekit_api_key, secrets.livekit_api_secret)


def _recording() -> dict[str, str]:
    """As the running product has it; where none runs, as RECORDING and PORT would make it."""
    product = running.find()
    if product:
        return product.recording
    url = f"http://{ports.LOOPBACK}:{os.environ.get('PORT', str(WEB_PORT))}"
    return recording.told_to_django(url, paths.VAR) if recording.is_wanted() else {}
