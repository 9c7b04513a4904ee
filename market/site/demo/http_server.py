"""An HTTP server of the site while demonstration data is made, so that payments go through the sandbox's pages."""

import logging
import threading
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

from django.core.handlers.wsgi import WSGIHandler
from django.db import connections

from market.core.base import past


class Server(ThreadingMixIn, WSGIServer):
    """Serves the past of the caller, on its connection, which waits meanwhile: so both see the same rows, although the
    transaction has not ended. A request that is made while one is served comes from it: of the site to the provider,
    whose certificate it asks for. That one waits, too."""

    daemon_threads = True
    then: past.Past
    db_connection: Any

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.serving, self.changed = 0, threading.Condition()

    def process_request(self, request: Any, client_address: Any) -> None:
        """Serve it in a thread of its own."""
        self._count(1)
        super().process_request(request, client_address)

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        """Serve it, with what the caller has."""
        try:
            with past.entered(self.then):
                connections["default"] = self.db_connection
                super().process_request_thread(request, client_address)
        finally:
            self._count(-1)

    def wait_until_idle(self) -> None:
        """Wait until no request is served."""
        with self.changed:
            self.changed.wait_for(lambda: not self.serving)

    def _count(self, by: int) -> None:
        with self.changed:
            self.serving += by
            self.changed.notify_all()


class QuietHandler(WSGIRequestHandler):
    """Does not log."""

    def log_message(self, format: str, *args: object) -> None:
        """Nothing."""


@contextmanager
def serve_past(then: past.Past) -> Iterator[Server]:
    """Serve the site in this past, on a free port of 127.0.0.1, until the end of the block."""
    db_connection: Any = connections["default"]
    with Server(("127.0.0.1", 0), QuietHandler) as server:
        server.set_app(WSGIHandler())
        server.then, server.db_connection = then, db_connection
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        log = logging.getLogger("django.request")
        # Refusals by the provider are part of the stories: they are not logged.
        log.addFilter(quiet := lambda record: past.here() is not then)
        db_connection.inc_thread_sharing()
        # At the start and end of a request Django closes a connection that is in a transaction, as it is here.
        db_connection.close_if_unusable_or_obsolete = lambda: None
        thread.start()
        then.port = server.server_port
        try:
            yield server
        finally:
            then.port = 0
            server.shutdown()
            thread.join()
            log.removeFilter(quiet)
            del db_connection.close_if_unusable_or_obsolete
            db_connection.dec_thread_sharing()


def post_outcome(address: str, outcome: str) -> None:
    """Post an outcome to a page of the sandbox, as its form does."""
    path = urllib.parse.urlsplit(address).path
    body = urllib.parse.urlencode({"outcome": outcome}).encode()
    opener = urllib.request.build_opener(_NoRedirect)
    opener.open(f"http://127.0.0.1:{past.port()}{path}", body, timeout=20).close()


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """Does not follow redirects to the site's own address, which need not be served yet."""

    def http_error_302(self, req: Any, fp: Any, code: int, msg: str, headers: Any) -> Any:
        """Return the redirect itself."""
        return fp

    http_error_301 = http_error_303 = http_error_307 = http_error_302
