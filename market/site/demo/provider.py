"""The site over HTTP for as long as the demonstration data is made: payments go through the sandbox like anybody's."""

import logging
import threading
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

from django.core.handlers.wsgi import WSGIHandler
from django.db import connections

from market.core.base import past


class Server(WSGIServer):
    """Answers one request after the other, in the past of who asks and on its connection, which waits meanwhile: so
    both see the same rows, though their transaction has not ended."""

    then: past.Past
    line: Any

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.busy = threading.Lock()

    def process_request(self, request: Any, client_address: Any) -> None:
        """Answer it, and let go of the connection before anybody else uses it."""
        with self.busy, past.entered(self.then):
            connections["default"] = self.line
            super().process_request(request, client_address)

    def let_go(self) -> None:
        """Wait until nothing of an answer is left to be done."""
        with self.busy:
            pass


class Handler(WSGIRequestHandler):
    """Says nothing."""

    def log_message(self, format: str, *args: object) -> None:
        """Nothing."""


@contextmanager
def served(then: past.Past) -> Iterator[Server]:
    """Serve the site to this past alone, on a free port of 127.0.0.1, until the end."""
    line: Any = connections["default"]
    with Server(("127.0.0.1", 0), Handler) as server:
        server.set_app(WSGIHandler())
        server.then, server.line = then, line
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        log = logging.getLogger("django.request")
        # What the provider refuses in a story is no news for the terminal.
        log.addFilter(quiet := lambda record: record.thread != thread.ident)
        line.inc_thread_sharing()
        # At the start and end of a request Django closes a connection that is in a transaction, as it is here.
        line.close_if_unusable_or_obsolete = lambda: None
        thread.start()
        then.port = server.server_port
        try:
            yield server
        finally:
            then.port = 0
            server.shutdown()
            thread.join()
            log.removeFilter(quiet)
            del line.close_if_unusable_or_obsolete
            line.dec_thread_sharing()


def click(address: str, outcome: str) -> None:
    """Post an outcome to one of the sandbox's pages, as a person would with its form."""
    path = urllib.parse.urlsplit(address).path
    body = urllib.parse.urlencode({"outcome": outcome}).encode()
    opener = urllib.request.build_opener(_Stay)
    opener.open(f"http://127.0.0.1:{past.port()}{path}", body, timeout=20).close()


class _Stay(urllib.request.HTTPRedirectHandler):
    """Does not follow the way back: it leads to the site's own address, which need not be served yet."""

    def http_error_302(self, req: Any, fp: Any, code: int, msg: str, headers: Any) -> Any:
        """The redirect itself is the answer."""
        return fp

    http_error_301 = http_error_303 = http_error_307 = http_error_302
