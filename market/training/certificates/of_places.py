"""Whose a certificate of a place is: its trainee's, also by letter."""

from django.utils.translation import gettext_lazy as _

from market.accounts.models import Deletion, User
from market.core.base.errors import DomainError
from market.training.models import Certificate, Issuance


class OfAPlace(DomainError):
    """The certificate belongs to the account that attended the course. Said only to who knows its code."""

    help = "programme#graduation"
    code = "certificate_of_a_place"
    sentence = _(
        "This certificate belongs to a trainee of the course, who takes it under “My course”, in the account that "
        "attended. Nobody else can claim it with the letter. If that account was deleted for good, the office makes a "
        "new letter."
    )


def require_own(certificate: Certificate, by: User) -> None:
    """Raise OfAPlace to others than the trainee of the certificate's place.

    Once that account is erased it is of whoever has a letter that two officers made since, after looking at papers.
    """
    place = certificate.enrolment
    if place is None or place.trainee_id == by.pk:
        return
    erased_at = Deletion.objects.filter(user=place.trainee_id).values_list("done_at", flat=True).first()
    letters = Issuance.objects.filter(names__certificate=certificate, purpose=Issuance.Purpose.LETTER)
    if erased_at is None or not letters.filter(state=Issuance.State.RELEASED, prepared_at__gt=erased_at).exists():
        raise OfAPlace


def is_of_erased(certificate: Certificate) -> bool:
    """Whether the account that attended was erased."""
    place = certificate.enrolment
    return place is not None and Deletion.objects.filter(user=place.trainee_id, done_at__isnull=False).exists()
