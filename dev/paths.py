"""Where things are. Nothing is created by importing this."""

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

REQUIREMENTS = ROOT / "requirements"
FRONTEND = ROOT / "frontend"
BUILT_UI = ROOT / "rooms" / "static" / "rooms"
MEDIA_SERVER = ROOT / "media" / "server"
MEDIA_RECORDER = ROOT / "media" / "recorder"
MEDIA_S3 = ROOT / "media" / "s3"

# What can be made again from the repository and is worth keeping between runs.
CACHE = ROOT / ".cache"
VENV = ROOT / ".venv"
VENV_BIN = VENV / "bin"
VENV_PYTHON = VENV_BIN / "python"

# What a running product leaves behind: database, secrets, logs.
VAR = ROOT / "var"
