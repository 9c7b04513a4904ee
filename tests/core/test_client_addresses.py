"""The client address of a request: with and without proxies, under uvicorn and under WSGI servers."""

from ipaddress import ip_network

import pytest
from django.core.exceptions import ImproperlyConfigured

from market.core.base import env
from market.core.web import callers, proxies


@pytest.mark.parametrize(
    ("peer", "forwarded", "expected"),
    [
        ("203.0.113.7", "", "203.0.113.7"),
        ("203.0.113.7", "1.1.1.1", "203.0.113.7"),  # not a trusted proxy: its header is ignored
        ("127.0.0.1", "203.0.113.7", "203.0.113.7"),
        ("127.0.0.1", "1.1.1.1, 203.0.113.7", "203.0.113.7"),
        ("127.0.0.1", "1.1.1.1, 203.0.113.7, 10.0.0.9", "203.0.113.7"),  # two trusted proxies
        ("127.0.0.1", "10.0.0.8, 10.0.0.9", "10.0.0.8"),
        ("127.0.0.1", "1.1.1.1, unknown", "127.0.0.1"),
        ("", "203.0.113.7", "203.0.113.7"),  # a Unix socket
        ("127.0.0.1", "203.0.113.7:4711", "203.0.113.7"),
        ("127.0.0.1", "[2001:db8::1]:4711", "2001:db8::1"),
        ("::ffff:127.0.0.1", "::ffff:203.0.113.7", "203.0.113.7"),
        ("127.0.0.1", "", "127.0.0.1"),
    ],
)
def test_client_address_is_the_nearest_that_is_no_trusted_proxy(settings, peer, forwarded, expected):
    settings.TRUSTED_PROXIES = [ip_network("127.0.0.1"), ip_network("10.0.0.0/8")]
    assert proxies.address(peer, forwarded) == expected


def test_trusting_every_proxy_believes_the_last_forwarded_address_only(settings):
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
def test_ipv6_clients_are_grouped_by_network(address, expected):
    assert proxies.network(address) == expected


def test_invalid_proxy_list_is_improperly_configured(monkeypatch):
    monkeypatch.setenv("FORWARDED_ALLOW_IPS", "127.0.0.1,proxy")
    with pytest.raises(ImproperlyConfigured, match="FORWARDED_ALLOW_IPS"):
        env.networks("FORWARDED_ALLOW_IPS", "127.0.0.1")
    monkeypatch.setenv("FORWARDED_ALLOW_IPS", "*")
    assert env.networks("FORWARDED_ALLOW_IPS", "127.0.0.1") is None


@pytest.mark.parametrize("seen", ["10.1.2.3", "1.1.1.1"])
def test_websocket_client_is_the_last_forwarded_address(settings, seen):
    """Where every proxy is trusted, uvicorn takes the first address of the header, which a client can forge."""
    settings.TRUSTED_PROXIES = None
    headers = [(b"x-forwarded-for", b"1.1.1.1"), (b"x-forwarded-for", b"203.0.113.7")]
    assert callers.client_of({"client": (seen, 0), "headers": headers}) == "203.0.113.7"
