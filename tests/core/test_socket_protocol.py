"""Compression of sockets: as browsers ask for it, and no memory for those that say nothing."""

import json
import time

import pytest
from websockets.extensions.permessage_deflate import ClientPerMessageDeflateFactory, PerMessageDeflate
from websockets.frames import Frame, Opcode
from websockets.sync.client import connect

from market.runtime.socket_protocol import SHORT, WINDOW, IdleDeflate, SocketProtocol
from tests.servers import in_uvicorn

PING = Frame(Opcode.PING, b"")
LONG = Frame(Opcode.TEXT, json.dumps([f"a message of the usual length, number {n}" for n in range(9)]).encode())
BRIEF = Frame(Opcode.TEXT, b'{"type":"pong"}')


@pytest.fixture
def server() -> IdleDeflate:
    return IdleDeflate(PerMessageDeflate(True, False, WINDOW, WINDOW, {"memLevel": 5}))


@pytest.fixture
def browser() -> PerMessageDeflate:
    return PerMessageDeflate(False, True, WINDOW, WINDOW)


def test_idle_sockets_have_no_compressor(server):
    assert not hasattr(server, "encoder")
    assert not hasattr(server, "decoder")
    assert server.encode(BRIEF) == BRIEF
    assert not hasattr(server, "encoder")


def test_compressor_goes_after_two_pings_without_a_message(server):
    server.encode(LONG)
    server.encode(PING)
    assert hasattr(server, "encoder")
    server.encode(BRIEF)
    server.encode(PING)
    assert hasattr(server, "encoder")
    server.encode(PING)
    assert not hasattr(server, "encoder")


def test_browser_reads_on_when_the_compressor_was_let_go(server, browser):
    for frame in (LONG, BRIEF, PING, LONG, PING, PING, BRIEF, LONG, PING, PING, LONG):
        assert browser.decode(server.encode(frame)).data == frame.data


def test_repeated_messages_become_much_shorter(server):
    first, second = len(server.encode(LONG).data), len(server.encode(LONG).data)
    assert first < len(LONG.data) / 2
    assert second < first / 4


async def echo(scope, receive, send):
    """Say again what is said, twice as long."""
    await receive()
    await send({"type": "websocket.accept"})
    while (event := await receive())["type"] == "websocket.receive":
        await send({"type": "websocket.send", "text": event["text"] * 2})


@pytest.fixture
def address():
    """The address of a server with this protocol that pings often."""
    with in_uvicorn(echo, ws=SocketProtocol, ws_ping_interval=0.05) as (host, port):
        yield f"ws://{host}:{port}/"


@pytest.mark.parametrize("window", [True, 10, None])
def test_socket_is_compressed_as_the_client_asks(address, window):
    extensions = [ClientPerMessageDeflateFactory(client_max_window_bits=window)]
    with connect(address, compression=None, extensions=extensions) as client:
        (agreed,) = client.protocol.extensions
        assert agreed.local_no_context_takeover
        for text in ("short", "long " * SHORT, "again " * SHORT):
            client.send(text)
            assert client.recv(timeout=5) == text * 2
            time.sleep(0.2)  # pings go by


def test_socket_without_compression_stays_plain(address):
    with connect(address, compression=None) as client:
        assert client.protocol.extensions == []
        client.send("word " * SHORT)
        assert client.recv(timeout=5) == "word " * SHORT * 2
