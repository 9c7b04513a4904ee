"""SMS over HTTP: what a gateway is asked, in the form that the settings say, and which answers count as taken."""

import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import parse_qs

import pytest
from django.core.exceptions import ImproperlyConfigured

from market.core.base import env, sms
from market.core.base.sms import NotSent

TEXT = "আমার কাজ: সাইন ইনের কোড 123456।"


class FakeGateway(HTTPServer):
    """Answers what a test says, and keeps what it was asked."""

    answer: tuple[int, bytes] = (200, b'{"status": "SUCCESS"}')
    asked: list[tuple[dict[str, str], bytes]]


class Handler(BaseHTTPRequestHandler):
    server: FakeGateway

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.asked.append((dict(self.headers), body))
        status, answer = self.server.answer
        self.send_response(status)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing."""


@pytest.fixture
def fake(settings):
    with FakeGateway(("127.0.0.1", 0), Handler) as server:
        server.asked = []
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        settings.SMS_URL, settings.SMS_TOKEN = f"http://127.0.0.1:{server.server_port}/send", "secret-token"
        settings.SMS_SENDER = "AmarKaj"
        yield server
        server.shutdown()
        thread.join()


def send() -> None:
    sms.send("+8801712345678", TEXT, reference="code-7")


def test_json_with_the_names_of_the_gateway(fake):
    send()
    headers, body = fake.asked[0]
    assert headers["Content-Type"] == "application/json"
    expected = {
        "api_token": "secret-token",
        "sid": "AmarKaj",
        "msisdn": "8801712345678",
        "sms": TEXT,
        "csms_id": "code-7",
    }
    assert json.loads(body) == expected


def test_form_with_the_names_of_another_gateway(fake, settings):
    settings.SMS_FORMAT = "form"
    settings.SMS_FIELDS = {"token": "api_key", "sender": "senderid", "number": "number", "text": "message"}
    settings.SMS_ACCEPTED = "response_code=202"
    fake.answer = (200, b'{"response_code": 202}')
    send()
    headers, body = fake.asked[0]
    assert headers["Content-Type"] == "application/x-www-form-urlencoded"
    fields = {name: values[0] for name, values in parse_qs(body.decode()).items()}
    expected = {"api_key": "secret-token", "senderid": "AmarKaj", "number": "8801712345678", "message": TEXT}
    assert fields == expected


def test_token_goes_into_a_header_where_no_field_takes_it(fake, settings):
    settings.SMS_FIELDS = {"number": "to", "text": "body"}
    send()
    headers, body = fake.asked[0]
    assert headers["Authorization"] == "Bearer secret-token"
    assert set(json.loads(body)) == {"to", "body"}


@pytest.mark.parametrize(
    ("accepted", "status", "answer", "is_taken"),
    [
        ("status=SUCCESS", 200, b'{"status": "SUCCESS"}', True),
        ("status=SUCCESS", 200, b'{"status": "FAILED"}', False),
        ("status=SUCCESS", 200, b"not JSON", False),
        ("status=SUCCESS", 200, b'["SUCCESS"]', False),
        ("status=SUCCESS", 200, b"", False),
        ("status=SUCCESS", 500, b'{"status": "SUCCESS"}', False),
        ("error=0", 200, b'{"error": 0}', True),
        ("data.status=ok", 200, b'{"data": {"status": "ok"}}', True),
        ("data.status=ok", 200, b'{"data": "ok"}', False),
        ("Submitted", 200, b"1000: SMS Submitted Successfully", True),
        ("Submitted", 200, b"1003: Invalid sender", False),
    ],
)
def test_which_answers_count_as_taken(fake, settings, accepted, status, answer, is_taken):
    settings.SMS_ACCEPTED, fake.answer = accepted, (status, answer)
    if is_taken:
        send()
        return
    with pytest.raises(NotSent) as refusal:
        send()
    assert "8801712345678" not in str(refusal.value)
    assert "123456" not in str(refusal.value)


def test_gateway_that_is_away(settings):
    settings.SMS_URL = "http://127.0.0.1:9/send"
    with pytest.raises(NotSent):
        send()


@pytest.mark.parametrize(
    "value", ["ftp://gateway.example/", "gateway.example", "http://gateway.example/send", "https://"]
)
def test_address_that_is_none_stops_a_real_site(monkeypatch, value):
    monkeypatch.setenv("SMS_URL", value)
    with pytest.raises(ImproperlyConfigured, match="SMS_URL is not an address of https"):
        env.web_address("SMS_URL", secure=True)


def test_address_of_a_gateway(monkeypatch):
    monkeypatch.setenv("SMS_URL", "https://gateway.example/send")
    assert env.web_address("SMS_URL", secure=True) == "https://gateway.example/send"


@pytest.mark.parametrize("value", ["text", "text=", "colour=red", "=x"])
def test_names_that_are_none_stop_the_start(monkeypatch, value):
    monkeypatch.setenv("SMS_FIELDS", value)
    with pytest.raises(ImproperlyConfigured, match="SMS_FIELDS"):
        env.names("SMS_FIELDS", "", allowed=("text", "number"))
