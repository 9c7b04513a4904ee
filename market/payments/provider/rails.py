"""Rails: the ways by which money reaches the site, each with its provider's module, its currencies and its limits.

Which are configured is a setting (`PAY_IN`); which currencies a job may have follows from that.
"""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from market.core.base.errors import DomainError
from market.core.base.money import CENT, LARGEST
from market.payments.models import Funding
from market.payments.provider import bkash, bkash_payouts, sslcommerz, stripe
from market.payments.provider.port import PayIn, PayOut

if TYPE_CHECKING:
    from market.accounts.models import User


class NoRail(DomainError):
    help = "payouts#rails"
    code = "currency_cannot_be_paid"
    sentence = _("Payments in %(currency)s are not set up on this site yet.")


@dataclass(frozen=True, slots=True)
class Rail:
    """`company` is whose page it is, by the name of which clients know it.

    `shortest` and `longest`: how long its page can be open. `closes_pages`: what expired there is never paid later.
    `reopens_pages`: whether a page that the client left without paying can be paid later.
    `has_keys`: the same request under the same key is done once; else we ask first what became of it.
    `smallest` and `largest` are of one payment."""

    name: str
    company: str | Promise
    label: str | Promise
    hint: str | Promise
    pay_in: PayIn
    shortest: timedelta
    longest: timedelta
    closes_pages: bool
    has_keys: bool
    reopens_pages: bool = True
    smallest: Decimal = CENT
    largest: Decimal = LARGEST


RAILS = {
    each.name: each
    for each in (
        Rail(
            "stripe",
            "Stripe",
            _("Card"),
            "",
            stripe,
            shortest=timedelta(minutes=31),  # Stripe: 30 minutes to 24 hours
            longest=timedelta(hours=23),
            closes_pages=True,
            has_keys=True,
        ),
        Rail(
            "bkash",
            _("bKash"),
            _("bKash"),
            _("with your bKash number and PIN"),
            bkash,
            shortest=timedelta(minutes=30),
            longest=timedelta(hours=23),  # bKash forgets what was not agreed to after a day
            closes_pages=False,  # an execution may have broken off between bKash and us
            has_keys=False,
            reopens_pages=False,
            smallest=bkash.limits()[0],
            largest=bkash.limits()[1],
        ),
        Rail(
            "sslcommerz",
            "SSLCOMMERZ",
            _("Card, mobile or internet banking"),
            _("through SSLCOMMERZ"),
            sslcommerz,
            shortest=timedelta(minutes=20),
            longest=timedelta(minutes=28),  # they publish no end of a session: half an hour is what was seen
            closes_pages=False,
            has_keys=True,  # its refunds have a number of ours
            smallest=sslcommerz.LEAST,
            largest=sslcommerz.MOST,
        ),
    )
}

# Those by which money goes to mobile wallets, each named as the kind of a payout method.
WALLETS: dict[str, PayOut] = {"bkash": bkash_payouts}


def rails_for(currency: str) -> list[Rail]:
    """Those by which a client can pay in this currency, in the order of the settings."""
    return [RAILS[name] for name, currencies in settings.PAY_IN.items() if currency in currencies]


def rails_of(client: "User", currency: str) -> list[Rail]:
    """The same for this client: the one by which they paid last comes first."""
    rails = rails_for(currency)
    if len(rails) > 1:
        paid = Funding.objects.filter(milestone__contract__client=client, currency=currency, state=Funding.State.PAID)
        last = paid.order_by("-pk").values_list("rail", flat=True).first()
        rails.sort(key=lambda each: each.name != last)
    return rails


def rail_for(currency: str, client: "User", *, wanted: str = "") -> Rail:
    """The rail that the client wants; without a wish the first of theirs. Raises NoRail."""
    rails = rails_of(client, currency)
    rail = next((each for each in rails if wanted in ("", each.name)), None)
    if rail is None:
        raise NoRail(currency=currency)
    return rail


def configured() -> list[Rail]:
    """Every rail that is configured."""
    return [RAILS[name] for name in settings.PAY_IN]


def companies() -> list[str]:
    """The names of those who take payments for this site, in the order of the settings."""
    return [str(each.company) for each in configured()]


def pays_to_wallets() -> bool:
    """Whether freelancers can be paid out to a mobile wallet."""
    return any(name in settings.PAY_OUT for name in WALLETS)
