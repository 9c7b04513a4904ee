"""How often somebody may try to come in."""

from datetime import timedelta

from django.conf import settings

from market.core import limits

HOUR = timedelta(hours=1)


def spend_sign_in(email: str) -> None:
    """Count a try to sign in to an address. Raises TooMany past the hour's limit."""
    limits.spend("sign_in", email.casefold(), times=settings.LIFECYCLE.sign_in_tries_per_hour, per=HOUR)


def spend_code(user_id: int) -> None:
    """Count a try to guess a code of a second factor. Raises TooMany past the limit, that of passwords."""
    limits.spend("second_factor", user_id, times=settings.LIFECYCLE.sign_in_tries_per_hour, per=HOUR)


def give_code_back(user_id: int) -> None:
    """The code was right: it does not count."""
    limits.give_back("second_factor", user_id, per=HOUR)
