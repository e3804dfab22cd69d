"""Everything as in the product, but for the addresses."""

from estuary.settings import *  # noqa: F403

ROOT_URLCONF = "benchmarks.bare.urls"
