"""As in the product, with a connection to the database that each thread keeps."""

from estuary.settings import *  # noqa: F403
from estuary.settings import DATABASES as ESTUARYS

DATABASES = {"default": {**ESTUARYS["default"], "CONN_MAX_AGE": 600}}
