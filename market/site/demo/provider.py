"""The site over HTTP for as long as the demonstration data is made: payments go through the sandbox like anybody's."""

import threading
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.db import connections


class Server(ThreadingMixIn, WSGIServer):
    """A thread for each request."""

    daemon_threads = True


class Handler(WSGIRequestHandler):
    """Says nothing."""

    def log_message(self, format: str, *args: object) -> None:
        """Nothing."""


class Site(WSGIHandler):
    """Django, closing its connections at the end of each request's thread."""

    def __call__(self, environ, start_response):
        """Answer one request."""
        try:
            return super().__call__(environ, start_response)
        finally:
            connections.close_all()


@contextmanager
def served() -> Iterator[None]:
    """Serve the site on a free port of 127.0.0.1, and let this process talk to that sandbox, until the end."""
    before = settings.PORT, settings.STRIPE_API_BASE
    with Server(("127.0.0.1", 0), Handler) as server:
        server.set_app(Site())
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        settings.PORT = server.server_port
        settings.STRIPE_API_BASE = f"http://127.0.0.1:{server.server_port}/sandbox/stripe"
        try:
            yield
        finally:
            settings.PORT, settings.STRIPE_API_BASE = before
            server.shutdown()
            thread.join()


def click(address: str, outcome: str) -> None:
    """Post an outcome to one of the sandbox's pages, as a person would with its form."""
    path = urllib.parse.urlsplit(address).path
    body = urllib.parse.urlencode({"outcome": outcome}).encode()
    opener = urllib.request.build_opener(_Stay)
    opener.open(f"http://127.0.0.1:{settings.PORT}{path}", body, timeout=20).close()


class _Stay(urllib.request.HTTPRedirectHandler):
    """Does not follow the way back: it leads to the site's own address, which need not be served yet."""

    def http_error_302(self, req, fp, code, msg, headers):
        """The redirect itself is the answer."""
        return fp

    http_error_301 = http_error_303 = http_error_307 = http_error_302
