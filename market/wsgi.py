"""The pages and the API as a WSGI application: run by threads inside the one process, or by workers of its own."""

import os

from django.core.wsgi import get_wsgi_application

from market.core.base import startup, timeouts

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "market.settings")
timeouts.limit_process(timeouts.PAGES)
application = get_wsgi_application()
startup.load()
