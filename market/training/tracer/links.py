"""The signed link to the questions of a round, for whoever is not signed in."""

from typing import TYPE_CHECKING

from django.core import signing

from market.core.base.errors import NotFound

if TYPE_CHECKING:
    from market.training.models import TracerRound

SALT = "market.training.tracer"


def token_of(round_of: "TracerRound") -> str:
    """What stands in the link. It is signed, so that it cannot be made from our tables."""
    return signing.Signer(salt=SALT).sign_object(round_of.pk)


def round_id_of(token: str) -> int:
    """The id of the round. Raises NotFound for a link that this site did not make."""
    try:
        return int(signing.Signer(salt=SALT).unsign_object(token))
    except (signing.BadSignature, ValueError, TypeError) as wrong:
        raise NotFound from wrong
