"""Proof anew: before grave acts a person says again who she is, by password, passkey or code, some minutes before.

A session remembers when that was (allauth's records), a token too (`ApiToken.proved_at`); signing in is such a proof.
"""

from datetime import timedelta
from typing import Any

from allauth.account.internal.flows.login import get_authentication_records
from django.utils.translation import gettext_lazy as _

from market.accounts.models import ApiToken
from market.core import clock
from market.core.errors import NotAllowed

FOR_STAFF = timedelta(minutes=30)  # their second factor, before they change anything of others with a token


class ProofNeeded(NotAllowed):
    help = "account#proof"
    code = "proof_needed"
    sentence = _(
        "Confirm first that it is you, with your password, a passkey or a code. A program sends one of them to"
        " POST auth/token/confirm/ and tries again."
    )


def is_token_proven(token: ApiToken, within: timedelta) -> bool:
    """Whether its person proved with it who she is, not longer ago than this."""
    return token.proved_at is not None and clock.wall() - token.proved_at < within


def is_session_proven(request: Any, within: timedelta) -> bool:
    """The same of a browser's session. A link in a mail is no such proof."""
    records = get_authentication_records(request, request.user)
    given = [each["at"] for each in records if each.get("method") in ("password", "mfa")]
    return bool(given) and clock.wall().timestamp() - max(given) < within.total_seconds()
