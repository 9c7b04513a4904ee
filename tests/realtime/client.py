"""A client of the socket that knows only the documented interface."""

import asyncio
import json
import uuid
from typing import Any

from django.test import Client
from websockets.asyncio.client import ClientConnection, connect

from market.accounts.models import User
from market.realtime.actions import issue_ticket

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def session_of(user: User) -> str:
    """The session cookie of a browser that is signed in as this user."""
    browser = Client()
    browser.force_login(user, backend=BACKEND)
    return browser.cookies["sessionid"].value


class Site:
    """The address of a served site."""

    def __init__(self, port: int) -> None:
        self.port = port

    def by_session(self, session: str, **headers: str) -> Any:
        """A socket with a session cookie; `Origin="…"` and other headers can be passed."""
        url = f"ws://127.0.0.1:{self.port}/ws/"
        return connect(
            url, additional_headers={"Cookie": f"sessionid={session}", **headers}, max_size=None, close_timeout=0.3
        )

    def by_ticket(self, ticket: str) -> Any:
        """A socket with a ticket, as an API client opens it."""
        return connect(f"ws://127.0.0.1:{self.port}/ws/?ticket={ticket}", max_size=None, close_timeout=0.3)

    def device(self, user: User) -> Any:
        """A socket with a new ticket of this user."""
        return self.by_ticket(issue_ticket(by=user))


async def send(socket: ClientConnection, **frame: Any) -> None:
    """Send a frame with these fields."""
    await socket.send(json.dumps(frame, ensure_ascii=False))


async def send_message(socket: ClientConnection, conversation: int, text: str, client_id: str | None = None) -> str:
    """Send a `message.send` frame; gives its client_id."""
    client_id = client_id or str(uuid.uuid4())
    await send(socket, type="message.send", conversation=conversation, client_id=client_id, text=text)
    return client_id


async def receive(socket: ClientConnection, kind: str, wait: float = 5) -> dict[str, Any]:
    """The next frame of this type; frames of other types before it are skipped."""
    async with asyncio.timeout(wait):
        while True:
            frame = json.loads(await socket.recv())
            if frame["type"] == kind:
                return frame
