"""Second factors of a person, checked outside of the browser."""

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP

from market.accounts.models import User


def is_right_code(person: User, code: str) -> bool:
    """Whether the code is her second factor's. Without one, any answer is right."""
    factors = list(Authenticator.objects.filter(user=person))
    if not factors:
        return True
    kinds = {Authenticator.Type.TOTP: TOTP, Authenticator.Type.RECOVERY_CODES: RecoveryCodes}
    return any(kinds[each.type](each).validate_code(code) for each in factors if each.type in kinds)
