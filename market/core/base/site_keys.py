"""Keys of the site's own, made once and kept sealed in the database: what is marked by them outlives a SECRET_KEY.

They also tell whether the SECRET_KEY is the right one: where no key of this process opens them, it was changed without
naming the one before, or the database is another site's.
"""

import hashlib
import hmac
import logging

from django.conf import settings

from market.core.base import clock
from market.core.base.db import atomic
from market.core.base.sealing import SecretKeyLost, opened, resealed, sealed
from market.core.base.startup import at_start
from market.core.models import SiteKey

log = logging.getLogger(__name__)
SEAL = "market.core.site_keys"
ADDRESSES, HINTS, WALLETS = "market.accounts.address", "market.moderation.hint", "market.payments.wallet"
PURPOSES = (ADDRESSES, HINTS, WALLETS)
LOST = "SECRET_KEY was changed, and the one before is not in SECRET_KEY_FALLBACKS"


def digest(purpose: str, text: str) -> str:
    """A keyed digest of a text, by which it is known again for ever, and which tells nothing else."""
    return _digest(_keys(purpose)[0], text)


def digests(purpose: str, text: str) -> set[str]:
    """All that a text may have been marked with, by keys of before too."""
    return {_digest(key, text) for key in _keys(purpose)}


def is_lost() -> str:
    """What is wrong with SECRET_KEY, if anything is: a line of /readyz."""
    return LOST if lost_keys() else ""


def lost_keys() -> list[int]:
    """The rows that no key of this process opens."""
    return [row.pk for row in SiteKey.objects.order_by("pk") if _opened(row) is None]


@at_start
def make_ready() -> None:
    """Make the keys of a new site, so that a change of SECRET_KEY is noticed from then on; cry out for a lost one."""
    for purpose in PURPOSES:
        _rows(purpose)
    if lost_keys():
        log.critical("%s: second factors, badges, webhooks and pushes do not work. See docs/operations.md, Keys.", LOST)


@atomic
def reseal_site_key(*, key_id: int) -> bool:
    """Seal a key by the SECRET_KEY of now. False where it was. Raises SecretKeyLost."""
    row = SiteKey.objects.select_for_update(no_key=True).get(pk=key_id)
    text = resealed(row.sealed, SEAL)
    if text == row.sealed:
        return False
    row.sealed = text
    row.save(update_fields=["sealed"])
    return True


@atomic
def forget_site_key(*, key_id: int) -> None:
    """Give a key up that nothing opens any more: what it has marked is known no more, and another one is made."""
    purpose = SiteKey.objects.get(pk=key_id).purpose
    SiteKey.objects.filter(pk=key_id).delete()
    _rows(purpose)


def _keys(purpose: str) -> list[bytes]:
    """The key that marks now first. One that cannot be opened is stood in for by what SECRET_KEY would have made."""
    stored = [key for row in _rows(purpose) if (key := _opened(row)) is not None]
    derived = [_derived(purpose, secret) for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]
    return [*stored, *derived]


def _rows(purpose: str) -> list[SiteKey]:
    """The keys for a purpose, made at the first call: of each SECRET_KEY that has marked until then."""
    rows = SiteKey.objects.filter(purpose=purpose).order_by("number")
    if not any(row.number == 0 for row in rows):
        secrets = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
        SiteKey.objects.bulk_create(
            [
                SiteKey(
                    purpose=purpose,
                    number=number,
                    sealed=sealed(_derived(purpose, secret).hex(), SEAL),
                    made_at=clock.wall(),
                )
                for number, secret in enumerate(secrets)
            ],
            ignore_conflicts=True,
        )
        rows = rows.all()
    return list(rows)


def _derived(purpose: str, secret: str) -> bytes:
    """As Django's `salted_hmac` derives it: so were things marked before these keys were kept."""
    return hashlib.sha256((purpose + secret).encode()).digest()


def _opened(row: SiteKey) -> bytes | None:
    try:
        return bytes.fromhex(opened(row.sealed, SEAL))
    except SecretKeyLost:
        return None


def _digest(key: bytes, text: str) -> str:
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()
