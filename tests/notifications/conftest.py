"""A push service that stands on 127.0.0.1 and reads what only the browser could, and a short way to be told."""

import json
import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import http_ece
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from py_vapid import Vapid02

from market.core.base import events
from market.core.base.events import JOBS, MONEY, Event, NotificationType
from market.notifications.channels import webpush
from market.notifications.channels.device_actions import add_device
from market.notifications.inbox.actions import notify
from market.notifications.models import Notification

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture(autouse=True)
def _events_of_these_tests(monkeypatch):
    """Events that no app has, gone after each test: other tests look at what stands on the pages."""
    monkeypatch.setattr(events, "_events", dict(events._events))

    class Plain(Event, code="test.plain"):
        actor: str
        notification = NotificationType("%(actor)s did it", "It is done.", "Something is done", JOBS)

    class Paid(Event, code="test.money"):
        actor: str
        notification = NotificationType("%(actor)s paid", "It is held.", "Money comes", MONEY)

    class Looked(Event, code="test.quiet"):
        actor: str
        notification = NotificationType("%(actor)s looked", "Only looked.", "Looks", JOBS, is_quiet=True)


class Somewhere:
    """A thing with a page."""

    @staticmethod
    def get_absolute_url() -> str:
        return "/my-work/"


@pytest.fixture
def tell() -> Callable[..., Notification]:
    """`tell(carla)`: she is told of something; `tell(carla, "test.money")` of money."""
    return lambda person, code="test.plain": notify(person, code, on=Somewhere, actor="Farida")


class Device:
    """A browser with its keys, and its push service: keeps what came in, answers with `status`."""

    def __init__(self) -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.auth = b"sixteen letters!"
        self.status = 201
        self.received: list[tuple[dict[str, str], bytes]] = []
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.endpoint = f"http://127.0.0.1:{self.server.server_port}/push/abc"

    def _handler(device) -> type[BaseHTTPRequestHandler]:  # noqa: N805  # `self` is the handler's
        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:  # noqa: N802  # its name there
                body = self.rfile.read(int(self.headers["Content-Length"]))
                device.received.append((dict(self.headers), body))
                self.send_response(device.status)
                self.send_header("Location", "http://127.0.0.1:1/elsewhere")
                self.end_headers()

            def log_message(self, *_parts: object) -> None:
                """Nothing."""

        return Handler

    @property
    def keys(self) -> dict[str, str]:
        point = self.key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        return {"p256dh": webpush.encode(point), "auth": webpush.encode(self.auth)}

    def read(self, at: int = -1) -> dict[str, str]:
        """What a push said, decrypted as the browser does it; its sender checked as the service does it."""
        headers, body = self.received[at]
        assert headers["Content-Encoding"] == "aes128gcm"
        assert Vapid02.verify(headers["Authorization"])
        return json.loads(http_ece.decrypt(body, private_key=self.key, auth_secret=self.auth, version="aes128gcm"))

    def belongs_to(self, person) -> int:
        return add_device(by=person, endpoint=self.endpoint, keys=self.keys, device="Chrome, Android").pk


@pytest.fixture
def device() -> Iterator[Device]:
    made = Device()
    yield made
    made.server.shutdown()
    made.server.server_close()
