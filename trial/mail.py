"""A mail server that takes every mail, or hangs: it accepts connections and never says a word."""

import socket
import socketserver
import threading

HUNG_SECONDS = 600.0


class _Session(socketserver.StreamRequestHandler):
    server: "MailServer"

    def handle(self) -> None:
        """One connection: as much SMTP as a sender needs."""
        if self.server.hangs.is_set():
            self.server.released.wait(HUNG_SECONDS)
            return
        self._say("220 trial")
        for line in self.rfile:
            word = line[:4].upper().strip()
            if word == b"DATA":
                self._say("354 go on")
                self._take()
            self._say("221 bye" if word == b"QUIT" else "250 ok")
            if word == b"QUIT":
                return

    def _take(self) -> None:
        for line in self.rfile:
            if line == b".\r\n":
                break
        self.server.mails += 1

    def _say(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())


class MailServer(socketserver.ThreadingTCPServer):
    """Listens on `port` of 127.0.0.1 from `start` to `stop`; counts `mails`."""

    daemon_threads = allow_reuse_address = True
    block_on_close = False
    request_queue_size = 128

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Session)
        self.port = self.server_address[1]
        self.hangs, self.released = threading.Event(), threading.Event()
        self.mails = 0

    def start(self) -> None:
        """Take connections in a thread."""
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def stop(self) -> None:
        """Take none."""
        self.heal()
        self.shutdown()
        self.server_close()

    def hang(self) -> None:
        """From now on nobody gets a word."""
        self.released.clear()
        self.hangs.set()

    def heal(self) -> None:
        """Who waits is let go, and who comes anew is served."""
        self.hangs.clear()
        self.released.set()

    def handle_error(self, request: "socket.socket | tuple[bytes, socket.socket]", client_address: object) -> None:
        """A sender that went away is no fault of ours."""
