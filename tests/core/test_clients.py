"""Whose request it is: the same behind proxies and without, under uvicorn and under WSGI workers."""

from ipaddress import ip_network

import pytest
from django.core.exceptions import ImproperlyConfigured

from market.core.base import env
from market.core.web import callers, proxies


@pytest.mark.parametrize(
    ("peer", "forwarded", "expected"),
    [
        ("203.0.113.7", "", "203.0.113.7"),
        ("203.0.113.7", "1.1.1.1", "203.0.113.7"),  # no proxy of ours: it may say what it likes
        ("127.0.0.1", "203.0.113.7", "203.0.113.7"),
        ("127.0.0.1", "1.1.1.1, 203.0.113.7", "203.0.113.7"),
        ("127.0.0.1", "1.1.1.1, 203.0.113.7, 10.0.0.9", "203.0.113.7"),  # two proxies of ours
        ("127.0.0.1", "10.0.0.8, 10.0.0.9", "10.0.0.8"),
        ("127.0.0.1", "1.1.1.1, unknown", "127.0.0.1"),
        ("", "203.0.113.7", "203.0.113.7"),  # a Unix socket
        ("127.0.0.1", "203.0.113.7:4711", "203.0.113.7"),
        ("127.0.0.1", "[2001:db8::1]:4711", "2001:db8::1"),
        ("::ffff:127.0.0.1", "::ffff:203.0.113.7", "203.0.113.7"),
        ("127.0.0.1", "", "127.0.0.1"),
    ],
)
def test_the_nearest_address_that_is_no_proxy(settings, peer, forwarded, expected):
    settings.TRUSTED_PROXIES = [ip_network("127.0.0.1"), ip_network("10.0.0.0/8")]
    assert proxies.address(peer, forwarded) == expected


def test_any_peer_as_a_proxy_is_believed_about_its_own_peer_alone(settings):
    settings.TRUSTED_PROXIES = None
    assert proxies.address("1.1.1.1", "1.1.1.1, 203.0.113.7") == "203.0.113.7"
    assert proxies.address("10.1.2.3", "") == "10.1.2.3"


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        ("fe80::1%eth0", "fe80::"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("nonsense", "nonsense"),
    ],
)
def test_what_counts_as_one_client(address, expected):
    assert proxies.network(address) == expected


def test_a_bad_list_of_proxies_stops_the_start(monkeypatch):
    monkeypatch.setenv("FORWARDED_ALLOW_IPS", "127.0.0.1,proxy")
    with pytest.raises(ImproperlyConfigured, match="FORWARDED_ALLOW_IPS"):
        env.networks("FORWARDED_ALLOW_IPS", "127.0.0.1")
    monkeypatch.setenv("FORWARDED_ALLOW_IPS", "*")
    assert env.networks("FORWARDED_ALLOW_IPS", "127.0.0.1") is None


@pytest.mark.parametrize("seen", ["10.1.2.3", "1.1.1.1"])
def test_a_socket_behind_any_proxy_is_of_whom_the_proxy_saw(settings, seen):
    """uvicorn takes the first address of the header for the client where any proxy is believed; that may be made up."""
    settings.TRUSTED_PROXIES = None
    headers = [(b"x-forwarded-for", b"1.1.1.1"), (b"x-forwarded-for", b"203.0.113.7")]
    assert callers.client_of({"client": (seen, 0), "headers": headers}) == "203.0.113.7"
