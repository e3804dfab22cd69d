"""The product for servers that speak WSGI: the pages ask for news instead of being told, all else is the same."""

from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()
