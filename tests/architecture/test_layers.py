"""Imports go down only; the contracts are in pyproject.toml, `[tool.importlinter]`."""

import subprocess
import sys
import tomllib
from itertools import pairwise
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
CONTRACTS: list[dict[str, Any]] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))[
    "tool"
]["importlinter"]["contracts"]

#: docs/rules.md, "Layers", from top to bottom. Here a second time, so that nobody loosens the contract unseen;
#: what is not in this list stands where its imports need it.
DESIGNED = [
    ["api", "webhooks", "worker", "pages"],
    ["joining", "closing", "chat", "reconcile", "syncing"],
    ["lifecycle"],
    ["attendance", "notices"],
    ["statement", "access", "tokens", "identity"],
    ["host", "livekit", "effects"],
    ["models", "conf"],
]


def test_every_contract_is_kept() -> None:
    # In a process of its own: it sets up logging anew, and every logger of ours would be silent afterwards.
    program = Path(sys.executable).with_name("lint-imports")
    ran = subprocess.run([program, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout


def test_the_contract_has_the_layers_of_the_design() -> None:
    (layers,) = (contract["layers"] for contract in CONTRACTS if contract["type"] == "layers")
    height = {module.strip(): -number for number, row in enumerate(layers) for module in row.split("|")}
    for above, below in pairwise(DESIGNED):
        assert min(height[module] for module in above) > max(height[module] for module in below)


def test_no_module_of_rooms_is_left_out_of_it() -> None:
    (contract,) = (contract for contract in CONTRACTS if contract["type"] == "layers")
    assert contract["exhaustive"] is True
    assert contract["exhaustive_ignores"] == ["migrations"]
