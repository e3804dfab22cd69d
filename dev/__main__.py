"""`python3 -m dev COMMAND`. Old syntax only: this much must also be read by a Python that is too old."""

import os
import shutil
import subprocess
import sys

OLDEST = (3, 11)
NEWER = ("python3.14", "python3.13", "python3.12", "python3.11")

if sys.version_info < OLDEST:
    for path in map(shutil.which, NEWER):
        # Version managers put programs of every version on the PATH, also of those that are not installed.
        if (
            path
            and subprocess.call([path, "-c", ""], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) == 0
        ):
            os.execv(path, [path, "-m", "dev"] + sys.argv[1:])  # noqa: RUF005
    sys.stderr.write("Python " + sys.version.split()[0] + " is too old. ")
    sys.stderr.write("Install Python 3.11 or newer, or name one: make run PYTHON=/path/to/python3\n")
    sys.exit(1)

from dev.command_line import main  # noqa: E402

main(sys.argv[1:])
