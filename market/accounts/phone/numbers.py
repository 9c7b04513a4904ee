"""Whose number it is, and what of it others may be told: nothing."""

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from market.accounts.models import PhoneNumber, User
from market.core.base import sms
from market.core.base.errors import Invalid, NotFound
from market.core.text.phone_numbers import NotAMobileNumber, country_of, parse_number


class NotANumber(Invalid):
    help = "account#phone"
    code = "not_a_phone_number"
    sentence = _("This is not the number of a mobile phone. Write it as 01712345678, or with the country's code: +44 …")


class CountryNotServed(Invalid):
    help = "account#phone"
    code = "country_not_served"
    sentence = _("We cannot send SMS to numbers of this country.")


def require_sms() -> None:
    """Raises NotFound on a site that sends no SMS: there is nothing of phone numbers on it."""
    if not sms.is_on():
        raise NotFound


def read_number(text: str, field: str = "number") -> str:
    """The number in E.164. Raises NotANumber or CountryNotServed at the field."""
    try:
        number = parse_number(text)
    except NotAMobileNumber as wrong:
        raise NotANumber(errors={field: [NotANumber.sentence]}) from wrong
    if country_of(number) not in settings.SMS_COUNTRIES:
        raise CountryNotServed(errors={field: [CountryNotServed.sentence]})
    return number


def number_of(user: User) -> str:
    """The user's confirmed number, else ""."""
    return PhoneNumber.objects.filter(user=user).values_list("number", flat=True).first() or ""


def user_at(number: str) -> User | None:
    """Whose confirmed number it is, as long as it has not lapsed."""
    return User.objects.filter(phone__in=PhoneNumber.objects.live().filter(number=number)).first()
