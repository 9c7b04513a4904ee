"""A webhook receiver: takes events over HTTP and verifies their signature as Standard Webhooks defines it."""

import base64
import hashlib
import hmac
import json
import threading
import time
from http.server import BaseHTTPRequestHandler, HTTPServer


class Receiver:
    """`answers` are sent in turn, the last one repeatedly; `events` were received and verified with `secret`."""

    def __init__(self) -> None:
        self.answers: list[tuple[int, bytes, dict[str, str]]] = [(200, b"thanks", {})]
        self.events: list[dict] = []
        self.ids: list[str] = []
        self.secret = ""
        self.wait = 0.0
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                outer.receive(self.headers, body)
                time.sleep(outer.wait)
                status, text, more = outer.answers.pop(0) if len(outer.answers) > 1 else outer.answers[0]
                self.send_response(status)
                for name, value in more.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(text)))
                self.end_headers()
                self.wfile.write(text)

            def log_message(self, *_args: object) -> None:
                pass

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/hook?from=site"
        self._thread = threading.Thread(target=self.server.serve_forever, daemon=True)
        self._thread.start()

    def receive(self, headers, body: bytes) -> None:
        key = base64.b64decode(self.secret.split("_", 1)[1])
        signed = b".".join([headers["webhook-id"].encode(), headers["webhook-timestamp"].encode(), body])
        expected = base64.b64encode(hmac.digest(key, signed, hashlib.sha256)).decode()
        signatures = [each.split(",", 1)[1] for each in headers["webhook-signature"].split() if each.startswith("v1,")]
        assert any(hmac.compare_digest(expected, each) for each in signatures), "not signed by the site"
        assert abs(time.time() - int(headers["webhook-timestamp"])) < 300
        self.ids.append(headers["webhook-id"])
        self.events.append(json.loads(body))

    def stop(self) -> None:
        self.server.shutdown()
        self.server.server_close()
        self._thread.join(5)
