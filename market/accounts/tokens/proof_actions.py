"""Proof anew by a program: the password or a code, sent with the token that it is for."""

from django.utils.translation import gettext_lazy as _
from knox.models import AuthToken

from market.accounts.address.actions import check_password
from market.accounts.models import ApiToken, User
from market.accounts.sign_in.second_factor import has_factor, is_right_code
from market.accounts.sign_in.throttles import give_code_back, spend_code
from market.core.base import clock
from market.core.base.audit import audit
from market.core.base.db import atomic
from market.core.base.errors import Invalid, NotFound


class WrongCode(Invalid):
    help = "account#proof"
    code = "wrong_code"
    sentence = _("This code is not right, or it was used already.")


def confirm_token(*, by: User, token: object, otp: str, password: str) -> ApiToken:
    """Record that a user re-authenticated with a token: by a code of the second factor, which staff must give, or by
    the password.

    Raises NotFound without a token, WrongCode at "otp", WrongPassword at "password", TooMany past the hour's tries.
    """
    grant = ApiToken.objects.filter(user=by, token=token).first() if isinstance(token, AuthToken) else None
    if grant is None:
        raise NotFound
    if otp or by.is_staff:
        _check_code(by, otp)
    else:
        check_password(by, password)
    return _note(grant)


def _check_code(by: User, otp: str) -> None:
    spend_code(by.pk)
    if not has_factor(by) or not is_right_code(by, otp):
        raise WrongCode(errors={"otp": [WrongCode.sentence]})
    give_code_back(by.pk)


@atomic
def _note(grant: ApiToken) -> ApiToken:
    grant.proved_at = clock.wall()
    grant.save(update_fields=["proved_at"])
    audit("token.confirmed", by=grant.user, on=grant.user, name=grant.name)
    return grant
