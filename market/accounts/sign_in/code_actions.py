"""One-time codes of second factors: each is used once."""

from allauth.core.internal.cryptokit import normalize_user_code
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from allauth.mfa.utils import decrypt

from market.core.base.db import atomic


@atomic
def mark_code_used(factor: TOTP, code: str) -> bool:
    """Whether this code, a right one, is newer than the last that was used: noted where every process sees it."""
    key = Authenticator.objects.select_for_update(no_key=True).get(pk=factor.instance.pk)
    secret, code = decrypt(key.data["secret"]), normalize_user_code(code)
    steps = (step for step in yield_hotp_counters_from_time() if format_hotp_value(hotp_value(secret, step)) == code)
    step = next(steps, 0)
    if step <= key.data.get("last_step", 0):
        return False
    key.data["last_step"] = step
    key.save(update_fields=["data"])
    return True
