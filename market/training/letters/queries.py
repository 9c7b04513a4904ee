"""An officer's letter with its claim code."""

from market.accounts.models import User
from market.training.letters.actions import open_letters
from market.training.models import Certificate, Issuance


def letter_of(user: User, certificate: Certificate) -> tuple[int | None, str | None]:
    """Issuance id and claim code of a certificate's letter, for the officer who released it; else (None, None)."""
    issuances = Issuance.objects.filter(decided_by=user, names__certificate=certificate).exclude(sealed_codes="")
    for issuance_id in issuances.order_by("-pk").values_list("pk", flat=True):
        for letter in open_letters(by=user, issuance_id=issuance_id):
            if letter.certificate.pk == certificate.pk:
                return issuance_id, letter.claim_code
    return None, None
