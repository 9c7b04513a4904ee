"""An engine that fails on purpose: a server before a real node, or before none."""

import json
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Fault = Callable[["Handler"], None]


class Handler(BaseHTTPRequestHandler):
    """Answers each request by the next fault, or passes it on."""

    server: "FaultyEngine"
    protocol_version = "HTTP/1.1"

    def handle_request(self) -> None:
        self.body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        fault = self.server.faults.pop(0) if self.server.faults else self.server.always
        (fault or Handler.pass_on)(self)

    do_GET = do_POST = do_PUT = do_DELETE = do_HEAD = handle_request

    def pass_on(self) -> None:
        """The node's own answer."""
        line = HTTPConnection("127.0.0.1", self.server.node_port, timeout=30)
        line.request(self.command, self.path, self.body, self.kept_headers())
        answer = line.getresponse()
        self.reply(answer.status, answer.read())
        line.close()

    def kept_headers(self) -> dict[str, str]:
        return {name: value for name, value in self.headers.items() if name.lower() == "content-type"}

    def reply(self, status: int, body: bytes, media_type: str = "application/json") -> None:
        self.send_response(status)
        self.send_header("Content-Type", media_type)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: Any) -> None:
        """Nothing is said."""


class FaultyEngine(ThreadingHTTPServer):
    """`faults` are used up one by one; then `always`, or the node of `node_port` answers."""

    daemon_threads = True

    def __init__(self, node_port: int = 0) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.node_port, self.faults = node_port, list[Fault]()
        self.always: Fault | None = None
        self.over = threading.Event()
        self.url = f"http://127.0.0.1:{self.server_port}"

    def handle_error(self, *args: Any) -> None:
        """A client that went away is no news."""


@contextmanager
def faulty_engine(node_port: int = 0) -> Iterator[FaultyEngine]:
    with FaultyEngine(node_port) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        yield server
        server.over.set()
        server.shutdown()
        thread.join()


def hangs(line: Handler) -> None:
    line.server.over.wait(30)


def drips(line: Handler) -> None:
    line.send_response(200)
    line.send_header("Content-Length", "1000")
    line.end_headers()
    while not line.server.over.wait(0.05):
        line.wfile.write(b" ")


def hangs_up(line: Handler) -> None:
    line.connection.shutdown(socket.SHUT_RDWR)
    line.close_connection = True


def is_busy(line: Handler) -> None:
    line.reply(429, b'{"error": {"type": "circuit_breaking_exception"}, "status": 429}')


def fails(line: Handler) -> None:
    line.reply(503, b'{"error": {"type": "cluster_block_exception"}, "status": 503}')


def speaks_html(line: Handler) -> None:
    line.reply(200, b"<h1>It works</h1>", "text/html")


def speaks_nonsense(line: Handler) -> None:
    line.reply(200, b'{"hits": [')


def says_something_else(line: Handler) -> None:
    line.reply(200, b'{"acknowledged": true}')


def misses_a_shard(line: Handler) -> None:
    line.reply(200, b'{"timed_out": false, "_shards": {"failed": 1}, "hits": {"total": {"value": 0}, "hits": []}}')


def finds_nothing(line: Handler) -> None:
    line.reply(200, b'{"timed_out": false, "_shards": {"failed": 0}, "hits": {"total": {"value": 0}, "hits": []}}')


def loses_its_answer(line: Handler) -> None:
    """The node does what is asked, and nobody hears of it."""
    node = HTTPConnection("127.0.0.1", line.server.node_port, timeout=30)
    node.request(line.command, line.path, line.body, line.kept_headers())
    node.getresponse().read()
    node.close()
    hangs_up(line)


def refuses_all(line: Handler) -> None:
    """It has no room for any operation of a bulk."""
    operations = line.body.count(b'"_id"')
    refused = {"index": {"status": 429, "error": {"type": "rejected_execution_exception"}}}
    line.reply(200, json.dumps({"errors": True, "items": [refused] * operations}).encode())


def refuses_every_second(line: Handler) -> None:
    """Of a bulk it takes the first, third … operation, and has no room for the others."""
    lines = line.body.decode().strip().split("\n")
    operations = []
    while lines:
        head = lines.pop(0)
        operations.append([head, lines.pop(0)] if '"index"' in head else [head])
    taken = "\n".join(text for operation in operations[::2] for text in operation) + "\n"
    node = HTTPConnection("127.0.0.1", line.server.node_port, timeout=30)
    node.request(line.command, line.path, taken.encode(), line.kept_headers())
    answer = json.loads(node.getresponse().read())
    node.close()
    refused = {"index": {"status": 429, "error": {"type": "rejected_execution_exception"}}}
    items = iter(answer["items"])
    answer["items"] = [refused if place % 2 else next(items) for place in range(len(operations))]
    line.reply(200, json.dumps(answer).encode())
