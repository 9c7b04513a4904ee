"""Recording an exchange rate: by the operator, with `manage.py record_exchange_rate`."""

from datetime import date
from decimal import Decimal

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from market.core.base import clock
from market.core.base.audit import audit
from market.core.base.db import atomic
from market.core.base.errors import Invalid
from market.core.text.bangla import nfc
from market.payments.exchange_rates.models import PRACTICE_SOURCE, ExchangeRate

LEAST, MOST = Decimal(10), Decimal(1000)  # a guard against a slipped digit


@atomic
def record_exchange_rate(*, day: date, taka_per_dollar: Decimal, source: str) -> ExchangeRate:
    """The rate of a day, as `source` published it; that of the same day is replaced.

    Raises Invalid for a day to come, a rate outside LEAST to MOST, and a missing source.
    """
    errors: dict[str, list[object]] = {}
    if day > clock.local(clock.now()).date():
        errors["day"] = [_("Choose a day that has been.")]
    if not (taka_per_dollar.is_finite() and LEAST <= taka_per_dollar <= MOST):
        errors["taka_per_dollar"] = [_("Give the taka of one dollar.")]
    if not (source := nfc(source).strip()) or len(source) > 300:
        errors["source"] = [_("Say who published the rate, in 300 characters at most.")]
    if errors:
        raise Invalid(errors=errors)
    values = {"taka_per_dollar": taka_per_dollar, "source": source, "recorded_at": clock.now()}
    rate, _is_new = ExchangeRate.objects.update_or_create(day=day, defaults=values)
    audit("exchange_rate.recorded", by=None, on=rate, day=day, taka_per_dollar=taka_per_dollar, source=source)
    return rate


def renew_practice_rate() -> ExchangeRate | None:
    """On a development site whose rate is an example: record it for today too, so that what needs a fresh one can be
    tried. A rate that somebody published is never repeated."""
    newest, today = ExchangeRate.objects.order_by("-day").first(), clock.local(clock.now()).date()
    if settings.PRODUCTION or newest is None or newest.source != PRACTICE_SOURCE or newest.day >= today:
        return None
    return record_exchange_rate(day=today, taka_per_dollar=newest.taka_per_dollar, source=PRACTICE_SOURCE)
