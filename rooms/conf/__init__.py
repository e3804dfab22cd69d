"""The `ROOMS` setting: one dict with flat keys, read through typed properties, one a key.

Nothing is cached, so `override_settings` works. `LIVEKIT_*` in the environment are the defaults of the keys
of the same name. An unknown key is an error of `manage.py check` (rooms.E001). Each part has its keys, their defaults
and how they are read.
"""

from rooms.conf import livekit, recording, sessions, site
from rooms.conf.livekit import LiveKitConf
from rooms.conf.reading import Defaults
from rooms.conf.recording import UPLOADERS, RecordingConf
from rooms.conf.sessions import CLOSE_RULES, IDENTITY_FORMS, SessionsConf
from rooms.conf.site import SiteConf

__all__ = ["CLOSE_RULES", "DEFAULTS", "IDENTITY_FORMS", "UPLOADERS", "conf"]

DEFAULTS: Defaults = {**site.DEFAULTS, **livekit.DEFAULTS, **recording.DEFAULTS, **sessions.DEFAULTS}


class Conf(SiteConf, LiveKitConf, RecordingConf, SessionsConf):
    """Read access to the `ROOMS` setting."""

    defaults = DEFAULTS


conf = Conf()
