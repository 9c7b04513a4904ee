"""The local payment provider for tests: the same code as on a development site, over real HTTP on a free port.

The server runs in a thread of the test process. In a test that is rolled back it uses the test's own connection, so
that both see the same rows; in a test with real commits (`django_db(transaction=True)`) it has connections of its own.
"""

import threading
from collections.abc import Iterator
from datetime import timedelta
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.core.servers.basehttp import WSGIServer
from django.db import connections
from django.test import Client
from django.test.testcases import QuietWSGIRequestHandler

from market.core.base import clock
from market.sandbox import webhooks
from market.sandbox.models import Dispute, Event, Fault

WEBHOOKS = "/webhooks/stripe/"


class Server(WSGIServer):
    """A thread for each request, which borrows the test's connection while the test waits for its answer.

    It is no `ThreadingMixIn`, so Django's handler closes the line after one request: no thread outlives its test.
    """

    borrowed: Any = None
    answering: list[threading.Thread] = []

    def end_answers(self) -> None:
        """Wait for the threads, which live a little longer than their answers."""
        for thread in self.answering:
            thread.join()

    def process_request(self, request: Any, client_address: Any) -> None:
        thread = threading.Thread(target=self._answer, args=(request, client_address, self.borrowed), daemon=True)
        self.answering = [each for each in self.answering if each.is_alive()] + [thread]
        thread.start()

    def _answer(self, request: Any, client_address: Any, borrowed: Any) -> None:
        if borrowed is not None:
            connections["default"] = borrowed
        try:
            self.finish_request(request, client_address)
        finally:
            self.shutdown_request(request)
            if borrowed is None:
                connections.close_all()


class Provider:
    """What a test does at the provider: a person's clicks on its pages, faults, and the sending of its news."""

    def __init__(self, base: str) -> None:
        self.base = base
        self.browser = Client()

    def click(self, url: str, outcome: str) -> Any:
        """Post an outcome to one of the provider's pages; returns the redirect."""
        return self.browser.post(urlsplit(url).path, {"outcome": outcome})

    def pay(self, url: str) -> Any:
        """Pay a Checkout. The news are not sent yet: see `deliver`."""
        return self.click(url, "succeed")

    def onboard(self, url: str, outcome: str = "complete") -> Any:
        """Set up an account."""
        return self.click(url, outcome)

    def want_back(self, charge_id: str) -> Dispute:
        """The owner of a card asks her bank for a charge back."""
        self.browser.post(f"/sandbox/stripe/charges/{charge_id}/dispute/")
        return Dispute.objects.get(charge_id=charge_id)

    def decide(self, dispute: Dispute, outcome: str) -> None:
        """The bank decides: "won" for the site, or "lost"."""
        self.click(f"/sandbox/stripe/disputes/{dispute.id}/", outcome)

    def plan(self, kind: str, times: int = 1, seconds: int = 0) -> None:
        """Let the next events or calls go wrong: see `market.sandbox.models.Fault.Kind`."""
        Fault.objects.create(kind=Fault.Kind(kind), left=times, seconds=seconds, at=clock.wall())

    def post(self, body: bytes, signature: str) -> int:
        """Bring a piece of news to the site."""
        headers = {"stripe-signature": signature}
        return self.browser.post(WEBHOOKS, body, content_type="application/json", headers=headers).status_code

    def deliver(self, after: timedelta = timedelta(0)) -> int:
        """Send the news that are due now, or (late, held and refused ones) would be after a while; returns how many."""
        return webhooks.deliver_pending(self.post, at=clock.wall() + after)

    def events(self, kind: str) -> list[Event]:
        """What happened, oldest first."""
        return list(Event.objects.filter(kind=kind).order_by("seq"))


@pytest.fixture(scope="session")
def provider_server() -> Iterator[Server]:
    """The server, once for all tests of a process."""
    site = WSGIHandler()
    server = Server(("127.0.0.1", 0), QuietWSGIRequestHandler)
    server.set_app(site)
    thread = threading.Thread(target=server.serve_forever, name="provider", daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def provider(db, request, provider_server, settings, monkeypatch) -> Iterator[Provider]:
    """The provider, with the site set to talk to it; the jobs that send its news bring them to the test's own site."""
    marker = request.node.get_closest_marker("django_db")
    commits = "transactional_db" in request.fixturenames or (marker and marker.kwargs.get("transaction"))
    found = Provider(f"http://127.0.0.1:{provider_server.server_port}/sandbox/stripe")
    settings.STRIPE_API_BASE = found.base
    monkeypatch.setattr(webhooks, "post_to_site", found.post)
    if commits:
        yield found
        provider_server.end_answers()
        return
    connection = connections["default"]
    connection.inc_thread_sharing()
    # At the start and end of a request Django closes a connection whose autocommit is off, as it is in a test.
    monkeypatch.setattr(connection, "close_if_unusable_or_obsolete", lambda: None)
    provider_server.borrowed = connection
    yield found
    provider_server.end_answers()
    provider_server.borrowed = None
    connection.dec_thread_sharing()


def plain_call(base: str, method: str, path: str, body: str = "", **headers: str) -> tuple[int, dict[str, str], bytes]:
    """A call without any library: status, headers and body of the answer."""
    parts = urlsplit(base)
    line = HTTPConnection(parts.hostname or "", parts.port, timeout=20)
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    if body:
        sent["Content-Type"] = "application/x-www-form-urlencoded"
    try:
        line.request(method, parts.path + path, body or None, sent)
        answer = line.getresponse()
        return answer.status, dict(answer.getheaders()), answer.read()
    finally:
        line.close()
