"""What goes out on a socket: at once where nothing has to wait, and in order where something does."""

import asyncio

from market.accounts.models import User
from market.realtime.sockets import Credential, Socket


class Line:
    """What a server sends on; it waits while `is_free` is not set."""

    def __init__(self) -> None:
        self.sent: list[str] = []
        self.is_free = asyncio.Event()
        self.is_lost = False

    async def send(self, event):
        await self.is_free.wait()
        if self.is_lost:
            raise OSError
        self.sent.append(event.get("text", event["type"]))


async def opened():
    line = Line()
    line.is_free.set()
    socket = Socket(User(), Credential("x"), line.send)
    await socket.accept()
    line.sent.clear()
    return line, socket


def test_a_frame_goes_out_at_once():
    async def scenario():
        line, socket = await opened()
        socket.put_text("first")
        return list(line.sent)

    assert asyncio.run(scenario()) == ["first"]


def test_frames_on_a_slow_line_keep_their_order():
    async def scenario():
        line, socket = await opened()
        line.is_free.clear()
        for text in ("first", "second", "third"):
            socket.put_text(text)
        await asyncio.sleep(0)
        before = list(line.sent)
        line.is_free.set()
        await socket.flushed()
        socket.put_text("fourth")
        socket.close(1000)
        return before, line.sent

    before, sent = asyncio.run(scenario())
    assert before == []
    assert sent == ["first", "second", "third", "fourth", "websocket.close"]


def test_a_line_that_is_lost_while_it_is_waited_for_drops_the_socket():
    async def scenario():
        line, socket = await opened()
        line.is_free.clear()
        socket.put_text("first")
        line.is_lost = True
        line.is_free.set()
        await socket.flushed()
        socket.put_text("second")
        return line.sent, socket.is_open

    assert asyncio.run(scenario()) == ([], False)
