"""Officers keep the holidays without a fixed date, and Ramadan. Calendars that are planned already stay as they are."""

from datetime import date, timedelta

from django.utils.translation import gettext_lazy as _

from market.accounts.models import User
from market.core.base import clock
from market.core.base.audit import audit
from market.core.base.db import atomic, lock
from market.core.base.errors import DomainError, Invalid, require_length
from market.core.text.bangla import nfc
from market.training.certificates.actions import require_officer
from market.training.models import CalendarPeriod

NAME_LENGTH = 100
FARTHEST = timedelta(days=800)  # nobody knows the moon's days of the year after the next
LONGEST = 40  # days


class PeriodKnown(DomainError):
    """A period of this kind begins on the same day."""

    help = "programme#periods"
    code = "period_known"
    sentence = _("A period of this kind begins on this day already.")


@atomic
def add_period(*, by: User, kind: str, first_day: date, last_day: date, name_en: str, name_bn: str) -> CalendarPeriod:
    """No class is planned on these days, or live classes have the hours of Ramadan.

    Raises NotAllowed to others than officers, PeriodKnown, Invalid at each field.
    """
    require_officer(by)
    names = {"name_en": nfc(name_en).strip(), "name_bn": nfc(name_bn).strip()}
    errors: dict[str, list[object]] = {
        field: [_("Write the name in both languages.")] for field, name in names.items() if not name
    }
    today = clock.local(clock.now()).date()
    if not today <= last_day or first_day > today + FARTHEST:
        errors["first_day"] = [_("Choose days from today on, of this year or the next.")]
    if not 0 <= (last_day - first_day).days < LONGEST:
        errors["last_day"] = [_("The last day comes after the first, within %(most)s days.") % {"most": LONGEST}]
    if errors:
        raise Invalid(errors=errors)
    for field, name in names.items():
        require_length(field, name, NAME_LENGTH)
    columns = {**names, "last_day": last_day, "added_by": by, "added_at": clock.now()}
    period, is_new = CalendarPeriod.objects.get_or_create(kind=kind, first_day=first_day, defaults=columns)
    if not is_new:
        raise PeriodKnown
    audit("period.added", by=by, on=period, kind=kind, first_day=first_day, last_day=last_day, name=names["name_en"])
    return period


@atomic
def remove_period(*, by: User, period_id: int) -> None:
    """There are classes on these days after all. Raises NotFound, NotAllowed to others than officers."""
    require_officer(by)
    period = lock(CalendarPeriod.objects.all(), period_id)
    audit("period.removed", by=by, on=period, kind=period.kind, first_day=period.first_day, name=period.name_en)
    period.delete()
