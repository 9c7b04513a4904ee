"""A device that knows only the interface: it opens a socket, sends, holds what it got."""

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
    """The cookie of a browser that is signed in as this person."""
    browser = Client()
    browser.force_login(user, backend=BACKEND)
    return browser.cookies["sessionid"].value


class Site:
    """Where the socket is."""

    def __init__(self, port: int) -> None:
        self.port = port

    def by_session(self, session: str, **headers: str) -> Any:
        """A socket of a browser's session; `Origin="…"` and other headers can be given."""
        url = f"ws://127.0.0.1:{self.port}/ws/"
        return connect(
            url, additional_headers={"Cookie": f"sessionid={session}", **headers}, max_size=None, close_timeout=0.3
        )

    def by_ticket(self, ticket: str) -> Any:
        """A socket of a program."""
        return connect(f"ws://127.0.0.1:{self.port}/ws/?ticket={ticket}", max_size=None, close_timeout=0.3)

    def device(self, user: User) -> Any:
        """A socket by a ticket that is issued here and now."""
        return self.by_ticket(issue_ticket(by=user))


async def send(socket: ClientConnection, **frame: Any) -> None:
    """Send a frame; `_type` may not be a keyword of Python, so it is `type`."""
    await socket.send(json.dumps(frame, ensure_ascii=False))


async def say(socket: ClientConnection, conversation: int, text: str, client_id: str | None = None) -> str:
    """Send a message; gives its client_id."""
    client_id = client_id or str(uuid.uuid4())
    await send(socket, type="message.send", conversation=conversation, client_id=client_id, text=text)
    return client_id


async def heard(socket: ClientConnection, kind: str, wait: float = 5) -> dict[str, Any]:
    """The next frame of this type; others before it (presence and the like) are passed over."""
    async with asyncio.timeout(wait):
        while True:
            frame = json.loads(await socket.recv())
            if frame["type"] == kind:
                return frame
