"""Calls to servers of others: they end at the deadline whatever the other does, and never lead inside."""

import socket
import threading

import pytest

from market.core.base import http_client
from market.core.base.hosts import NotAnAddress, is_open, parse_url
from market.core.base.http_client import Answer, Unanswered, post
from tests.servers import END, dripping, server

LATE = "The server did not answer in time."
PUBLIC = "93.184.216.34"


def call(url: str, *, deadline: float = 0.3, keep: int = 100) -> Answer:
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
def test_who_drips_or_is_silent_ends_at_the_deadline(talk):
    with server(talk) as url, pytest.raises(Unanswered, match=LATE):
        call(url)


def test_who_says_yes_and_drips_its_body_has_said_yes():
    with server(dripping(b"HTTP/1.1 201 Created\r\nContent-Length: 1000\r\n\r\n", b"x")) as url:
        came = call(url, keep=1000)
    assert came.status == 201
    assert 0 < len(came.body) < 100


def test_who_reads_nothing_ends_at_the_deadline():
    with server(lambda line, over: over.wait(5)) as url, pytest.raises(Unanswered, match=LATE):
        post(url, b"x" * 50_000_000, {}, allow=lambda place: True, deadline=0.3)


def test_who_begins_no_tls_ends_at_the_deadline():
    with server(dripping(b"\x16\x03\x03\x3f\xff", b"\2")) as url, pytest.raises(Unanswered, match=LATE):
        call(url.replace("http:", "https:"))


@pytest.mark.parametrize("endless", [b"X-Long: " + b"x" * 90_000, b"X-A: b\r\n" * 12_000])
def test_headers_without_end_are_not_read_to_the_end(endless):
    def talk(line: socket.socket, over: threading.Event) -> None:
        line.sendall(b"HTTP/1.1 200 OK\r\n" + endless + b"\r\nContent-Length: 0\r\n\r\n")

    with server(talk) as url, pytest.raises(Unanswered):
        call(url, deadline=20)


def test_of_a_body_without_end_the_beginning_is_kept():
    def talk(line: socket.socket, over: threading.Event) -> None:
        line.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
        while not over.is_set():
            line.sendall(b"1\r\nx\r\n" * 1000)

    with server(talk) as url:
        assert call(url, deadline=20, keep=10**9).body.startswith(b"xxxx")


@pytest.mark.parametrize("junk", [b"SSH-2.0-OpenSSH_9.2\r\n", b"HTTP/1.1 200 OK\r\nno header\r\n\r\n", b""])
def test_what_is_no_http_is_no_answer(junk):
    with server(lambda line, over: line.sendall(junk)) as url, pytest.raises(Unanswered):
        call(url, deadline=20)


def test_a_redirect_is_an_answer_like_any():
    with server(lambda line, over: line.sendall(b"HTTP/1.1 302 F\r\nLocation: http://127.0.0.1:1/\r\n\r\n")) as url:
        assert call(url, deadline=20).status == 302


def test_names_that_are_never_found_hold_nobody(monkeypatch):
    """The resolver has no deadline of its own: it is left alone, and only so many times."""
    over = threading.Event()
    monkeypatch.setattr(http_client.socket, "getaddrinfo", lambda *_args, **_more: over.wait(20) and [])
    before = threading.active_count()
    for _ in range(http_client.MOST_LOOKUPS + 2):
        with pytest.raises(Unanswered, match=LATE):
            call("https://hanging.example/", deadline=0.02)
    assert threading.active_count() <= before + http_client.MOST_LOOKUPS
    over.set()
    with pytest.raises(Unanswered, match="not on the open internet"):  # found again, and nothing there
        call("https://hanging.example/", deadline=20)


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
def test_what_leads_inside_is_not_open(settings, place):
    settings.PRODUCTION = True
    assert not is_open(place)


@pytest.mark.parametrize("place", [PUBLIC, "2606:2800:220:1::1", "::ffff:93.184.216.34", "64:ff9b::93.184.216.34"])
def test_the_internet_is_open(settings, place):
    settings.PRODUCTION = True
    assert is_open(place)


@pytest.mark.parametrize("places", [["10.0.0.5"], ["64:ff9b::7f00:1"], [PUBLIC, "fec0::1"], []])
def test_a_name_that_leads_inside_is_not_called(settings, monkeypatch, places):
    settings.PRODUCTION = True
    entries = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (place, 443)) for place in places]
    monkeypatch.setattr(http_client.socket, "getaddrinfo", lambda *_args, **_more: entries)
    with pytest.raises(Unanswered, match="not on the open internet"):
        call("https://inside.example/", deadline=20)


def test_the_address_that_was_looked_at_is_the_one_that_is_called(monkeypatch):
    """A name that leads elsewhere at its second look-up is not looked up a second time."""
    answers = iter([[(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", 0))]])
    monkeypatch.setattr(http_client.socket, "getaddrinfo", lambda *_args, **_more: next(answers))
    with server(lambda line, over: line.sendall(END)) as url:
        assert call(url.replace("127.0.0.1", "changing.example"), deadline=20) == Answer(200, b"ok")


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
def test_what_can_be_read_in_two_ways_is_no_address(url):
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
def test_an_address_is_read_once(url, host, port, target, origin):
    place = parse_url(url)
    assert (place.host, place.port, place.target, place.origin) == (host, port, target, origin)
