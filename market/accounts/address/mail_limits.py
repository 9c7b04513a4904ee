"""How many mails of accounts go to one address in an hour, whoever asks for them.

Past that they are dropped without a word, so that nobody learns whether the address has an account. Each kind counts by
itself, and a known device apart from strangers: nobody can keep a mail from its owner by asking for others.
"""

from typing import Literal

from django.conf import settings

from market.accounts.sign_in.throttles import HOUR
from market.core.base import limits
from market.core.base.errors import TooMany

Kind = Literal["join", "reset", "address"]


def may_mail(kind: Kind, email: str, *, own: str = "") -> bool:
    """Count one mail, and say whether it may go. `own` names a client that is known: see `throttles.own_client`."""
    try:
        limits.spend(
            f"{kind}_mail",
            f"{email.casefold()} {own}".strip(),
            times=settings.LIFECYCLE.account_mails_per_hour,
            per=HOUR,
        )
    except TooMany:
        return False
    return True
