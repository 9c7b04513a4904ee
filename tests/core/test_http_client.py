"""Outgoing HTTP requests: they end at the deadline whatever the server does, and reach no private network (SSRF)."""

import socket
import threading

import pytest

from market.core.base import http_client
from market.core.base.hosts import NotAnAddress, is_open, parse_url
from market.core.base.http_client import Answer, Unanswered, get, post
from tests.servers import END, dripping, server

LATE = "The server did not answer in time."
PUBLIC = "93.184.216.34"


def post_to(url: str, *, deadline: float = 0.3, keep: int = 100) -> Answer:
    return post(url, b"{}", {"X-A": "b"}, allow=lambda place: True, deadline=deadline, keep=keep)


@pytest.mark.parametrize(
    "talk",
    [
        dripping(b"", b"H"),
        dripping(b"HTTP/1.1 200 OK\r\nX-Long: ", b"x", b"\r\nContent-Length: 0\r\n\r\n"),
        dripping(b"HTTP/1.1 200 OK\r\n", b"X-Many: a\r\n", b"Content-Length: 0\r\n\r\n"),
        dripping(b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
        lambda line, over: over.wait(5) or line.sendall(END),
    ],
    ids=["status", "header", "headers", "continue", "silence"],
)
def test_slow_or_silent_server_times_out_at_the_deadline(talk):
    with server(talk) as url, pytest.raises(Unanswered, match=LATE):
        post_to(url)


def test_slow_body_after_success_status_still_counts_as_success():
    with server(dripping(b"HTTP/1.1 201 Created\r\nContent-Length: 1000\r\n\r\n", b"x")) as url:
        came = post_to(url, keep=1000)
    assert came.status == 201
    assert 0 < len(came.body) < 100


def test_server_that_reads_nothing_times_out_at_the_deadline():
    with server(lambda line, over: over.wait(5)) as url, pytest.raises(Unanswered, match=LATE):
        post(url, b"x" * 50_000_000, {}, allow=lambda place: True, deadline=0.3)


def test_stalled_tls_handshake_times_out_at_the_deadline():
    with server(dripping(b"\x16\x03\x03\x3f\xff", b"\2")) as url, pytest.raises(Unanswered, match=LATE):
        post_to(url.replace("http:", "https:"))


@pytest.mark.parametrize("endless", [b"X-Long: " + b"x" * 90_000, b"X-A: b\r\n" * 12_000])
def test_endless_headers_are_cut_off(endless):
    def talk(line: socket.socket, over: threading.Event) -> None:
        line.sendall(b"HTTP/1.1 200 OK\r\n" + endless + b"\r\nContent-Length: 0\r\n\r\n")

    with server(talk) as url, pytest.raises(Unanswered):
        post_to(url, deadline=20)


def test_endless_body_is_cut_off_and_its_beginning_kept():
    def talk(line: socket.socket, over: threading.Event) -> None:
        line.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
        while not over.is_set():
            line.sendall(b"1\r\nx\r\n" * 1000)

    with server(talk) as url:
        assert post_to(url, deadline=20, keep=10**9).body.startswith(b"xxxx")


@pytest.mark.parametrize("junk", [b"SSH-2.0-OpenSSH_9.2\r\n", b"HTTP/1.1 200 OK\r\nno header\r\n\r\n", b""])
def test_response_that_is_not_http_is_unanswered(junk):
    with server(lambda line, over: line.sendall(junk)) as url, pytest.raises(Unanswered):
        post_to(url, deadline=20)


def test_get_asks_without_a_body():
    with server(lambda line, _over: line.sendall(END)) as url:
        assert http_client.get(url, {"X-A": "b"}, allow=lambda _place: True, deadline=20, keep=9) == Answer(200, b"ok")


def test_redirect_is_not_followed():
    with server(lambda line, over: line.sendall(b"HTTP/1.1 302 F\r\nLocation: http://127.0.0.1:1/\r\n\r\n")) as url:
        assert post_to(url, deadline=20).status == 302


def test_hung_dns_lookups_time_out_and_are_limited(monkeypatch):
    """The resolver has no timeout: a hung lookup is abandoned, and their number is limited."""
    over = threading.Event()
    monkeypatch.setattr(http_client.socket, "getaddrinfo", lambda *_args, **_more: over.wait(20) and [])
    before = threading.active_count()
    for _ in range(http_client.MOST_LOOKUPS + 2):
        with pytest.raises(Unanswered, match=LATE):
            post_to("https://hanging.example/", deadline=0.02)
    assert threading.active_count() <= before + http_client.MOST_LOOKUPS
    over.set()
    with pytest.raises(Unanswered, match="not on the open internet"):  # lookups work again, and give no address
        post_to("https://hanging.example/", deadline=20)


INSIDE = [
    *("10.0.0.5", "192.168.1.1", "169.254.169.254", "127.0.0.1", "100.64.0.1", "0.0.0.1", "224.0.0.1", "192.0.0.192"),
    *("240.0.0.1", "255.255.255.255", "198.18.0.1", "192.88.99.1", "168.63.129.16", "172.31.0.1"),
    *(
        "::1",
        "::",
        "::ffff:10.0.0.5",
        "::10.0.0.5",
        "::ffff:0:10.0.0.5",
        "fec0::1",
        "fe80::1",
        "fe80::1%eth0",
        "fd00::1",
    ),
    *("64:ff9b::10.0.0.5", "64:ff9b::a9fe:a9fe", "64:ff9b:1::5db8:d822", "2002:a00:5::1", "2002:5db8:d822::1"),
    *("2001:0:5db8:d822::1", "2001:db8::1", "2001:2::1", "2001:10::1", "3fff::1", "ff02::1", "100::1", "5f00::1"),
    *("2a00:1450::5efe:10.0.0.5", "4000::1", "no address"),
]


@pytest.mark.parametrize("place", INSIDE)
def test_private_addresses_are_not_open(settings, place):
    settings.PRODUCTION = True
    assert not is_open(place)


@pytest.mark.parametrize("place", [PUBLIC, "2606:2800:220:1::1", "::ffff:93.184.216.34", "64:ff9b::93.184.216.34"])
def test_public_addresses_are_open(settings, place):
    settings.PRODUCTION = True
    assert is_open(place)


@pytest.mark.parametrize("places", [["10.0.0.5"], ["64:ff9b::7f00:1"], [PUBLIC, "fec0::1"], []])
def test_name_that_resolves_to_a_private_address_is_refused(settings, monkeypatch, places):
    settings.PRODUCTION = True
    entries = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (place, 443)) for place in places]
    monkeypatch.setattr(http_client.socket, "getaddrinfo", lambda *_args, **_more: entries)
    with pytest.raises(Unanswered, match="not on the open internet"):
        post_to("https://inside.example/", deadline=20)


def test_checked_address_is_the_one_connected_to(monkeypatch):
    """DNS rebinding: the name is resolved once only."""
    answers = iter([[(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", 0))]])
    monkeypatch.setattr(http_client.socket, "getaddrinfo", lambda *_args, **_more: next(answers))
    with server(lambda line, over: line.sendall(END)) as url:
        assert post_to(url.replace("127.0.0.1", "changing.example"), deadline=20) == Answer(200, b"ok")


@pytest.mark.parametrize(
    "url",
    [
        "https://127.0.0.1\\.push.apple.com/",
        "https://push.apple.com\\@127.0.0.1/",
        *("https://user@shop.example/", "https://:@shop.example/", "https://shop.example/#x", "https://shop.example /"),
        *(
            "https://shop.example/a b",
            "https://shop.example/\n",
            "https://shop.example/\r\nX: y",
            "https://sho\tp.example/",
        ),
        *("https://শপ.example/", "https://shop。example/", "https://shop..example/", "https://.example/", "https:///x"),
        *("https://-shop.example/", "https://shop_x.example/", "https://%31.example/", "https://shop.example:/"),
        *("https://shop.example:0/", "https://shop.example:65536/", "https://shop.example:4٣/", "//shop.example/"),
        *("https://127.1/", "https://2130706433/", "https://0x7f000001/", "https://0177.0.0.1/", "https://1.2.3.4.5/"),
        *("https://[::1/", "https://::1/", "https://[fe80::1%25eth0]/", "https://[v1.a]/", "https://shop.example\x00/"),
        *(
            "ftp://shop.example/",
            "file:///etc/passwd",
            "https:/shop.example/",
            "https:\\\\shop.example/",
            "nothing",
            "",
        ),
        "https://shop.example/" + "x" * 1000,
    ],
)
def test_ambiguous_urls_are_refused(url):
    with pytest.raises(NotAnAddress):
        parse_url(url)


@pytest.mark.parametrize(
    ("url", "host", "port", "target", "origin"),
    [
        ("https://Shop.Example", "shop.example", 443, "/", "https://shop.example"),
        ("https://shop.example?a[]=1&b=%20", "shop.example", 443, "/?a[]=1&b=%20", "https://shop.example"),
        (
            "http://xn--45b7d.example:8080/a;b?c?d",
            "xn--45b7d.example",
            8080,
            "/a;b?c?d",
            "http://xn--45b7d.example:8080",
        ),
        ("https://[2606:2800::1]:444/", "2606:2800::1", 444, "/", "https://[2606:2800::1]:444"),
    ],
)
def test_url_is_parsed_into_host_port_target_and_origin(url, host, port, target, origin):
    place = parse_url(url)
    assert (place.host, place.port, place.target, place.origin) == (host, port, target, origin)


def test_get_sends_no_body_and_reads_the_date(monkeypatch):
    sent: list[bytes] = []
    send = http_client._send
    monkeypatch.setattr(http_client, "_send", lambda line, data, until: sent.append(data) or send(line, data, until))
    answer = b"HTTP/1.1 200 OK\r\nDate: Mon, 30 Nov 2026 12:00:00 GMT\r\nContent-Length: 2\r\n\r\nok"
    with server(lambda line, over: line.sendall(answer)) as url:
        came = get(f"{url}?b=c", {"X-A": "b"}, allow=lambda place: True, deadline=20, keep=100)
    assert (came.status, came.body, came.date) == (200, b"ok", "Mon, 30 Nov 2026 12:00:00 GMT")
    assert sent[0].startswith(b"GET /hook?b=c HTTP/1.1\r\n")
    assert b"content-length" not in sent[0].lower()


def test_get_goes_where_it_may_and_ends_at_the_deadline():
    with pytest.raises(Unanswered, match="not on the open internet"):
        get("http://127.0.0.1:1/", {}, allow=lambda place: False)
    with server(lambda line, over: over.wait(5)) as url, pytest.raises(Unanswered, match=LATE):
        get(url, {}, allow=lambda place: True, deadline=0.3)
