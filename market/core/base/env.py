"""Reads the environment: every setting has a default or stops the start with one clear sentence."""

import os
from datetime import date
from decimal import Decimal, InvalidOperation
from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

PREFIX = "MARKET_"
SECRET_LENGTH, SECRET_SIGNS = 50, 10


class MailServer(NamedTuple):
    """Where mail is handed over; without a user the server asks for none."""

    host: str
    port: int
    user: str
    password: str
    is_tls: bool


def text(name: str, default: str = "") -> str:
    """The variable as it stands, without surrounding spaces, or the default."""
    return os.environ.get(name, "").strip() or default


def words(name: str, default: str = "") -> list[str]:
    """The variable as a list, split at commas."""
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def choice(name: str, allowed: tuple[str, ...]) -> str:
    """One of the allowed words; the first is the default."""
    value = text(name, allowed[0])
    if value not in allowed:
        raise ImproperlyConfigured(f"{name} is “{value}”; it must be one of: {', '.join(allowed)}.")
    return value


def integer(name: str, default: int, least: int = 0) -> int:
    """A whole number of at least `least`."""
    value = text(name, str(default))
    if not value.isascii() or not value.isdigit() or int(value) < least:
        raise ImproperlyConfigured(f"{name} is “{value}”; it must be a whole number of {least} or more.")
    return int(value)


def decimal(name: str, default: str, most: str) -> Decimal:
    """A decimal number from 0 to `most`."""
    value = text(name, default)
    try:
        number = Decimal(value)
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite() or not 0 <= number <= Decimal(most):
        raise ImproperlyConfigured(f"{name} is “{value}”; it must be a number from 0 to {most}.")
    return number


def day(name: str, default: str) -> date:
    """A day, written as 2026-11-30."""
    value = text(name, default)
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise ImproperlyConfigured(f"{name} is “{value}”; it must be a day such as 2026-11-30.") from None


def networks(name: str, default: str) -> list[IPv4Network | IPv6Network] | None:
    """Addresses and networks, split at commas; None for "*", which is any."""
    parts = words(name, default)
    if parts == ["*"]:
        return None
    try:
        return [ip_network(part) for part in parts]
    except ValueError:
        raise ImproperlyConfigured(
            f"{name} is “{text(name)}”; it must be addresses or networks with commas between, or * alone."
        ) from None


def required(name: str, why: str) -> str:
    """The variable, or a refusal to start that says why it is needed."""
    value = text(name)
    if not value:
        raise ImproperlyConfigured(f"{name} is not set: {why}")
    return value


def secret(name: str, why: str) -> str:
    """The variable, where it is long and mixed enough that nobody guesses it."""
    value = required(name, why)
    if len(value) < SECRET_LENGTH or len(set(value)) < SECRET_SIGNS:
        raise ImproperlyConfigured(f"{name} can be guessed: give {SECRET_LENGTH} or more random characters.")
    return value


def hosts(name: str, why: str) -> list[str]:
    """The hosts of a site, each by its name: with "*" links of mails would lead wherever a request says."""
    names = words(name) or [required(name, why)]
    if "*" in names:
        raise ImproperlyConfigured(f"{name} is “*”, which takes any host: name the site's own.")
    return names


def servers(name: str) -> list[str]:
    """The addresses of one or more HTTP servers, each with its port, split at commas."""
    urls = words(name)
    for url in urls:
        try:
            parts = urlsplit(url)
            is_address = parts.scheme in ("http", "https") and parts.hostname and parts.port
        except ValueError:
            is_address = False
        if not is_address:
            raise ImproperlyConfigured(f"{name} is not the address of a server: give https://user:password@host:port.")
    return urls


def web_address(name: str, *, secure: bool) -> str:
    """An address to which is posted, or ""; a `secure` one is of https."""
    url = text(name)
    allowed = ("https",) if secure else ("https", "http")
    if url and not (url.split("://")[0] in allowed and urlsplit(url).hostname):
        raise ImproperlyConfigured(
            f"{name} is not an address of {' or '.join(allowed)}: give {allowed[0]}://host/path."
        )
    return url


def names(name: str, default: str, *, allowed: tuple[str, ...]) -> dict[str, str]:
    """Names for meanings, as in `number=msisdn,text=sms`."""
    parts = [word.partition("=") for word in words(name, default)]
    if not all(meaning in allowed and other for meaning, _equals, other in parts):
        raise ImproperlyConfigured(
            f"{name} is “{text(name)}”; it must be of {', '.join(allowed)}, each as meaning=name."
        )
    return {meaning: other for meaning, _equals, other in parts}


def mail_server(name: str, url: str) -> MailServer:
    """The server of `smtp://user:password@host:port`; `smtps://` for TLS from the first byte."""
    parts = urlsplit(url)
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
        raise ImproperlyConfigured(f"{name} is not a mail server's address: give smtp://user:password@host:port.")
    is_tls = parts.scheme == "smtps"
    return MailServer(
        host=parts.hostname,
        port=parts.port or (465 if is_tls else 587),
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        is_tls=is_tls,
    )
