"""Second factors of a person, checked outside of the browser."""

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.utils.translation import gettext_lazy as _

from market.accounts.models import User
from market.core.base.errors import NotAllowed


class SecondFactorMissing(NotAllowed):
    help = "account#staff"
    code = "second_factor_missing"
    sentence = _("Staff sign in with a second factor. Set one up on the site first.")


def require_second_factor(user: User) -> None:
    """For what staff see of others, over the API. Raises SecondFactorMissing to who has set up none."""
    if not has_factor(user):
        raise SecondFactorMissing


def has_factor(user: User) -> bool:
    """Whether the user has set up any second factor."""
    return bool(Authenticator.objects.filter(user=user).exists())


def is_right_code(person: User, code: str) -> bool:
    """Whether the code is of the user's second factor. Without one, any answer is right."""
    factors = list(Authenticator.objects.filter(user=person))
    if not factors:
        return True
    kinds = {Authenticator.Type.TOTP: TOTP, Authenticator.Type.RECOVERY_CODES: RecoveryCodes}
    return any(kinds[each.type](each).validate_code(code) for each in factors if each.type in kinds)
