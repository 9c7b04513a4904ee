"""A line between browser and site: counts the bytes that come down, and can go dead without a word."""

import socket
import threading
from contextlib import suppress
from urllib.parse import urlsplit


class Line:
    """Listens on a port of its own and hands all on. While it is `stalled`, what comes down is held back."""

    def __init__(self, site: str) -> None:
        self.site = (urlsplit(site).hostname or "", urlsplit(site).port or 80)
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.base = f"http://127.0.0.1:{self.listener.getsockname()[1]}"
        self.down = 0
        self.open = threading.Event()
        self.open.set()
        self.lines: list[socket.socket] = []
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        with suppress(OSError):
            while True:
                browser, _address = self.listener.accept()
                site = socket.create_connection(self.site)
                self.lines += [browser, site]
                threading.Thread(target=self._carry, args=(browser, site, False), daemon=True).start()
                threading.Thread(target=self._carry, args=(site, browser, True), daemon=True).start()

    def _carry(self, source: socket.socket, target: socket.socket, is_down: bool) -> None:
        with suppress(OSError):
            while part := source.recv(65536):
                self.down += len(part) if is_down else 0
                self.open.wait()
                target.sendall(part)
        with suppress(OSError):
            target.shutdown(socket.SHUT_WR)

    def stall(self) -> None:
        self.open.clear()

    def close(self) -> None:
        self.open.set()
        for each in (self.listener, *self.lines):
            each.close()
