"""Secrets of second factors sealed anew, after the site got another SECRET_KEY."""

from typing import Any

from allauth.mfa.models import Authenticator

from market.accounts.sign_in.passkeys import FACTORS
from market.core.base.db import atomic
from market.core.base.sealing import resealed

SEALED = ("secret", "seed")


@atomic
def reseal_factor(*, factor_id: int) -> bool:
    """Seal the secrets of one second factor by the key of now. False where they were.

    Raises SecretKeyLost where no key of this site opens them.
    """
    factor = Authenticator.objects.select_for_update(no_key=True).filter(pk=factor_id).first()
    if factor is None:
        return False
    data: dict[str, Any] = {
        **factor.data,
        **{name: resealed(factor.data[name], FACTORS) for name in SEALED if factor.data.get(name)},
    }
    if codes := data.get("migrated_codes"):
        data["migrated_codes"] = [resealed(code, FACTORS) for code in codes]
    if data == factor.data:
        return False
    factor.data = data
    factor.save(update_fields=["data"])
    return True
