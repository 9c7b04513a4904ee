"""Clients that send what no client should: each gets its code or is closed, and everybody else is served."""

import asyncio
import json
import uuid
import zlib
from pathlib import Path

import pytest
from asgiref.sync import sync_to_async
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed
from websockets.frames import Frame, Opcode

from market.messaging.actions import open_conversation
from market.messaging.models import Message
from market.realtime.actions import issue_ticket
from market.realtime.hub import hub
from market.realtime.sockets import Socket
from tests.realtime.client import Site, receive, send
from tests.realtime.conftest import ThreadedServer

in_thread = sync_to_async
MEGABYTE = 1024**2


@pytest.fixture
def strict(transactional_db):
    """The site with the limit of frames that it has in operation, and pings that find the silent soon."""
    server = ThreadedServer(ws_max_size=64 * 1024, ws_ping_interval=0.5, ws_ping_timeout=1)
    server.start()
    yield Site(server.port)
    server.stop()


def peak_memory(*, forget: bool = False) -> int:
    """The most memory that this process has had, in bytes, since it was last forgotten."""
    if forget:
        Path("/proc/self/clear_refs").write_text("5")
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM"))


def bomb(megabytes: int) -> bytes:
    """A compressed frame that inflates to so many megabytes."""
    deflate = zlib.compressobj(wbits=-15)
    content = b"".join(deflate.compress(b" " * MEGABYTE) for _ in range(megabytes))
    content += deflate.flush(zlib.Z_SYNC_FLUSH)[: -len(b"\0\0\xff\xff")]
    compressed_text, masked, length_follows = 0xC1, 0x80, 126
    return bytes([compressed_text, masked | length_follows, *len(content).to_bytes(2), 0, 0, 0, 0]) + content


def test_a_frame_that_inflates_to_megabytes_closes_its_socket_and_takes_no_memory(strict, carla):
    frame = bomb(60)
    assert len(frame) < 64 * 1024

    async def scenario():
        async with await in_thread(strict.device)(carla) as other, await in_thread(strict.device)(carla) as phone:
            assert "permessage-deflate" in phone.response.headers["Sec-WebSocket-Extensions"]
            before = peak_memory(forget=True)
            phone.transport.write(frame)
            await phone.wait_closed()
            grown = peak_memory() - before
            await send(other, type="ping")
            await receive(other, "pong")
            return phone.close_code, grown

    code, grown = asyncio.run(scenario())
    assert code == 1009
    assert grown < 10 * MEGABYTE


def test_a_client_that_does_not_read_is_closed_and_takes_little_memory(strict, carla):
    frame = {"type": "changed", "pad": "x" * 20_000}
    url = f"ws://127.0.0.1:{strict.port}/ws/?ticket={issue_ticket(by=carla)}"

    async def scenario():
        async with connect(url, max_queue=1, compression=None, close_timeout=0.3) as silent:
            silent.transport.pause_reading()
            before = peak_memory(forget=True)
            for _ in range(3000):
                hub.push_here([carla.pk], frame)
            async with asyncio.timeout(20):
                while hub.all():
                    await asyncio.sleep(0.05)
            return peak_memory() - before

    assert asyncio.run(scenario()) < Socket.MOST_CHARACTERS + 20 * MEGABYTE


def test_frames_in_pieces_are_put_together_and_half_ones_hurt_nobody(strict, carla):
    async def scenario():
        async with await in_thread(strict.device)(carla) as phone, await in_thread(strict.device)(carla) as cut:
            cut.transport.write(Frame(Opcode.TEXT, b'{"type": "ping"}').serialize(mask=True)[:9])
            await phone.send(['{"ty', 'pe": "pi', 'ng"}'])
            await receive(phone, "pong")
            await phone.send('{"type": "ping"')
            half = await receive(phone, "error")
            cut.transport.abort()
            await send(phone, type="ping")
            await receive(phone, "pong")
            return half["code"]

    assert asyncio.run(scenario()) == "frame_not_readable"


def test_bytes_that_are_no_text_close_the_socket(strict, carla):
    async def scenario():
        async with await in_thread(strict.device)(carla) as phone:
            phone.transport.write(Frame(Opcode.TEXT, b'"\xff\xfe"').serialize(mask=True))
            with pytest.raises(ConnectionClosed):
                await receive(phone, "pong")
            return phone.close_code

    assert asyncio.run(scenario()) == 1007


def test_a_message_cannot_forge_its_number_sender_or_time(strict, carla, rahim):
    conversation = open_conversation(title="Logo", address="/jobs/1/", people=[carla, rahim])
    forged = {"seq": 900, "id": 900, "sender": rahim.pk, "created_at": "2020-01-01T00:00:00Z", "code": "job.published"}

    async def scenario():
        async with await in_thread(strict.device)(carla) as phone, await in_thread(strict.device)(rahim) as other:
            about = {"type": "message.send", "conversation": conversation.pk, "client_id": str(uuid.uuid4())}
            await phone.send(json.dumps({**about, "text": "Pay me", **forged}))
            await receive(phone, "message.acknowledged")
            return (await receive(other, "message.created"))["message"]

    message = asyncio.run(scenario())
    assert (message["seq"], message["sender"], "code" in message) == (1, carla.pk, False)
    assert message["created_at"] > "2026"
    assert Message.objects.get().sender == carla
