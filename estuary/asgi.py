"""What the server runs: `uvicorn estuary.asgi:application`."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "estuary.settings")

application = get_asgi_application()
