"""Operators keep the holidays that have no fixed date."""

from datetime import date, timedelta

from django.utils.translation import gettext_lazy as _

from market.accounts.models import User
from market.accounts.people.two_person_actions import require_own_role
from market.core.base import clock
from market.core.base.audit import audit
from market.core.base.db import atomic, lock
from market.core.base.errors import DomainError, Invalid, require_length
from market.core.text.bangla import nfc
from market.payments.holidays.models import Holiday

NAME_LENGTH = 100
LONGEST = timedelta(days=800)  # nobody knows the moon's holidays of the year after the next


class HolidayKnown(DomainError):
    help = "payouts#setup"
    code = "holiday_known"
    sentence = _("This day is among the holidays already.")


@atomic
def add_holiday(*, by: User, day: date, name_en: str, name_bn: str) -> Holiday:
    """Banks are closed on this day. What is on its way keeps the day of arrival that was said before.

    Raises NotAllowed, NotInAnEmergency, HolidayKnown, Invalid at each field.
    """
    require_own_role(by, User.Role.OPERATOR)
    names = {"name_en": nfc(name_en).strip(), "name_bn": nfc(name_bn).strip()}
    errors: dict[str, list[object]] = {}
    today = clock.local(clock.now()).date()
    if not today <= day <= today + LONGEST:
        errors["day"] = [_("Choose a day from today on, of this year or the next.")]
    for field, name in names.items():
        if not name:
            errors[field] = [_("Write the name of the holiday.")]
    if errors:
        raise Invalid(errors=errors)
    for field, name in names.items():
        require_length(field, name, NAME_LENGTH)
    columns = {**names, "added_by": by, "added_at": clock.now()}
    holiday, is_new = Holiday.objects.get_or_create(day=day, defaults=columns)
    if not is_new:
        raise HolidayKnown
    audit("holiday.added", by=by, on=holiday, day=day, name=names["name_en"])
    return holiday


@atomic
def remove_holiday(*, by: User, holiday_id: int) -> None:
    """Banks are open on it after all. Raises NotFound, NotAllowed, NotInAnEmergency."""
    require_own_role(by, User.Role.OPERATOR)
    holiday = lock(Holiday.objects.all(), holiday_id)
    audit("holiday.removed", by=by, on=holiday, day=holiday.day, name=holiday.name_en)
    holiday.delete()
