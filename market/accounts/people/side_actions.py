"""The two sides of one account: hiring and working."""

from django.utils.translation import gettext_lazy as _

from market.accounts.models import User
from market.core.base.audit import audit
from market.core.base.db import atomic
from market.core.base.errors import Invalid


class SideUnknown(Invalid):
    help = "account#begin"
    code = "side_unknown"
    sentence = _("Choose hiring or working.")


@atomic
def choose_side(*, by: User, side: str) -> User:
    """Turn the site to a side ("client" or "freelancer"); it stays so on every device. Raises SideUnknown."""
    if side not in User.Side.values:
        raise SideUnknown(errors={"side": [SideUnknown.sentence]})
    if by.side != side:
        by.side = side
        by.save(update_fields=["side"])
        audit("account.side_chosen", by=by, on=by, side=side)
    return by
