"""A push service on 127.0.0.1 that decrypts like a browser, and `tell` to create a notification."""

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
    """Event types of these tests only, removed after each test: other tests list all types."""
    monkeypatch.setattr(events, "_events", dict(events._events))

    class Plain(Event, code="test.plain"):
        actor: str
        notification = NotificationType("%(actor)s did it", "It is done.", "Something is done", JOBS)

    class Paid(Event, code="test.money"):
        actor: str
        notification = NotificationType("%(actor)s paid", "It is held.", "Money comes", MONEY)

    class Quiet(Event, code="test.quiet"):
        actor: str
        notification = NotificationType("%(actor)s looked", "Only looked.", "Looks", JOBS, is_quiet=True)


class Target:
    """An object with a page."""

    @staticmethod
    def get_absolute_url() -> str:
        return "/my-work/"


@pytest.fixture
def tell() -> Callable[..., Notification]:
    """`tell(carla)`: a notification of type `test.plain`; `tell(carla, "test.money")`: one about money."""
    return lambda person, code="test.plain": notify(person, code, on=Target, actor="Farida")


class Device:
    """A browser with its keys, and its push service: records requests in `received`, answers with `status`."""

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
        """The payload of a push, decrypted as the browser does it; the VAPID signature is checked."""
        headers, body = self.received[at]
        assert headers["Content-Encoding"] == "aes128gcm"
        assert Vapid02.verify(headers["Authorization"])
        return json.loads(http_ece.decrypt(body, private_key=self.key, auth_secret=self.auth, version="aes128gcm"))

    def belongs_to(self, person) -> int:
        return add_device(by=person, endpoint=self.endpoint, keys=self.keys, device="Chrome, Android").pk


@pytest.fixture
def device() -> Iterator[Device]:
    fake = Device()
    yield fake
    fake.server.shutdown()
    fake.server.server_close()
