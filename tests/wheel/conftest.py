from pathlib import Path

import pytest

from dev import paths
from tests.wheel.building import build


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of this working copy."""
    target = tmp_path_factory.mktemp("wheel")
    done = build(paths.ROOT, target, "--wheel")
    assert done.returncode == 0, done.stderr
    [found] = target.glob("*.whl")
    return found
