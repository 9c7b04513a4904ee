"""bKash's token: one of each product for all processes, since bKash blocks for an hour who asks for more than two.

It counts for an hour. It stands in the cache that processes share, and is renewed by one of them ten minutes before its
end; meanwhile the others use it. What bKash no longer takes is discarded, and the next call fetches a new one.
"""

import logging
import time
from dataclasses import asdict, dataclass

from market.core.base import clock
from market.core.base.errors import ProviderUnavailable
from market.core.web.caches import key_of, shared
from market.payments.provider.bkash_http import PAYMENTS, Answer, Product, exchange, require_success
from market.payments.provider.port import TIMEOUT, ProviderRefused

log = logging.getLogger(__name__)
GRANT, REFRESH = "/token/grant", "/token/refresh"
RENEW_BEFORE = 600  # seconds before its end: bKash advises the 50th minute
RENEWING = 2 * TIMEOUT + 2  # seconds in which one process renews it and others do not
LOOK_AGAIN = 0.1  # seconds


@dataclass(frozen=True, slots=True)
class Token:
    """`until` is wall time, in seconds."""

    id_token: str
    refresh_token: str
    until: float


def current(product: Product = PAYMENTS) -> str:
    """The token to call with. Raises ProviderUnavailable, also for credentials that bKash refuses: they are the
    operator's matter, and no payment or refund has failed by them."""
    token, now = _kept(product), clock.wall().timestamp()
    if token is not None and token.until - RENEW_BEFORE > now:
        return token.id_token
    claim = _key(product, "renewing")
    if not shared.ask(lambda cache: cache.add(claim, "", RENEWING))[0]:
        return token.id_token if token is not None and token.until > now else _awaited(product)
    try:
        return keep(_renewed(product, token), product).id_token
    except ProviderRefused as refused:
        log.error("bKash refuses the credentials: %s", refused)
        raise ProviderUnavailable from refused
    finally:
        shared.ask(lambda cache: cache.delete_many([claim]))


def discard(id_token: str, product: Product = PAYMENTS) -> None:
    """bKash does not take this token any more: forget it, unless another one stands there by now."""
    token = _kept(product)
    if token is not None and token.id_token == id_token:
        shared.ask(lambda cache: cache.delete_many([_key(product, "token")]))


def grant(product: Product = PAYMENTS) -> Token:
    """A new token for the credentials. Raises ProviderUnavailable, ProviderRefused."""
    return _parsed(_asked(product, GRANT))


def keep(token: Token, product: Product = PAYMENTS) -> Token:
    """Let all processes use it."""
    seconds = token.until - clock.wall().timestamp()
    shared.ask(lambda cache: cache.set(_key(product, "token"), asdict(token), seconds))
    return token


def _renewed(product: Product, token: Token | None) -> Token:
    if token is not None:
        try:
            return _parsed(_asked(product, REFRESH, refresh_token=token.refresh_token))
        except ProviderRefused:  # that token is over, too: begin anew
            pass
    return grant(product)


def _asked(product: Product, call: str, **more: str) -> Answer:
    headers = {"username": product.credential("USERNAME"), "password": product.credential("PASSWORD")}
    payload = {"app_key": product.credential("APP_KEY"), "app_secret": product.credential("APP_SECRET"), **more}
    return require_success(*exchange(product.url(call), payload, headers))


def _parsed(answer: Answer) -> Token:
    try:
        seconds = int(answer.get("expires_in") or 3600)
        refresh = str(answer.get("refresh_token") or "")
        return Token(str(answer["id_token"]), refresh, clock.wall().timestamp() + seconds)
    except (KeyError, ValueError, TypeError) as wrong:
        raise ProviderUnavailable from wrong


def _awaited(product: Product) -> str:
    """The token that another thread or process fetches in this moment."""
    until = time.monotonic() + TIMEOUT
    while time.monotonic() < until:
        time.sleep(LOOK_AGAIN)
        if (token := _kept(product)) is not None:
            return token.id_token
    raise ProviderUnavailable


def _kept(product: Product) -> Token | None:
    fields = shared.ask(lambda cache: cache.get(_key(product, "token")))[0]
    return Token(**fields) if fields else None


def _key(product: Product, name: str) -> str:
    """Of this address and these credentials alone."""
    return f"bkash:{name}:{key_of(product.url(''), product.credential('USERNAME'), product.credential('APP_KEY'))}"
