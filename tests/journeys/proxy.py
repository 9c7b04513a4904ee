"""A TCP proxy between browser and site: counts the bytes to the browser, and can stall the connection."""

import socket
import threading
from contextlib import suppress
from urllib.parse import urlsplit


class Proxy:
    """Listens on its own port and forwards everything. While stalled, bytes to the browser are held back."""

    def __init__(self, site: str) -> None:
        self.site = (urlsplit(site).hostname or "", urlsplit(site).port or 80)
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.base = f"http://127.0.0.1:{self.listener.getsockname()[1]}"
        self.bytes_down = 0
        self.open = threading.Event()
        self.open.set()
        self.connections: list[socket.socket] = []
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        with suppress(OSError):
            while True:
                browser, _address = self.listener.accept()
                site = socket.create_connection(self.site)
                self.connections += [browser, site]
                threading.Thread(target=self._forward, args=(browser, site, False), daemon=True).start()
                threading.Thread(target=self._forward, args=(site, browser, True), daemon=True).start()

    def _forward(self, source: socket.socket, target: socket.socket, is_down: bool) -> None:
        with suppress(OSError):
            while chunk := source.recv(65536):
                self.bytes_down += len(chunk) if is_down else 0
                self.open.wait()
                target.sendall(chunk)
        with suppress(OSError):
            target.shutdown(socket.SHUT_WR)

    def stall(self) -> None:
        self.open.clear()

    def close(self) -> None:
        self.open.set()
        for each in (self.listener, *self.connections):
            each.close()
