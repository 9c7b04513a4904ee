"""Certificates of trainees: who gets one is looked at again when it is made, and its place is completed with it."""

from collections.abc import Iterable, Sequence

from django.utils.translation import gettext_lazy as _

from market.accounts.models import User
from market.core.base.db import lock
from market.core.base.errors import DomainError
from market.core.base.events import emit
from market.training.enrolments.actions import BatchStillRuns, complete
from market.training.enrolments.seat_actions import facts
from market.training.enrolments.terms import is_at_end
from market.training.graduation.events import CertificateIssued
from market.training.graduation.queries import is_by_rule, readiness
from market.training.models import Batch, Certificate, Enrolment, PreparedName


class NotReadyNow(DomainError):
    """Somebody on the list has no place in the batch, or what they had met when it was prepared is not met now."""

    help = "programme#graduation"
    code = "not_ready_now"
    sentence = _("Not ready for a certificate any more: %(names)s. Refuse the list, and prepare it anew without them.")


def require_end(batch: Batch) -> None:
    """Raise BatchStillRuns before the last day of the batch."""
    if not is_at_end(batch):
        raise BatchStillRuns(batch=batch.code)


def lock_ready(batch: Batch, names: Sequence[PreparedName]) -> bool:
    """Lock the batch, and look again whether all these are ready. False where the rule does not hold for it.

    Raises NotReadyNow, BatchStillRuns.
    """
    batch = lock(Batch.objects.all(), batch.pk)
    if not is_by_rule(batch):
        return False
    require_end(batch)
    rows = Enrolment.objects.filter(pk__in=[each.enrolment_id for each in names], batch=batch)
    accepted = rows.filter(state=Enrolment.State.ACCEPTED)
    ready = {each.place.pk for each in readiness(accepted) if each.is_ready and each.certificate is None}
    if late := [each.name_en for each in names if each.enrolment_id not in ready]:
        raise NotReadyNow(names=", ".join(late))
    return True


def complete_places(certificates: Iterable[Certificate], *, by: User) -> None:
    """Complete the places of these certificates, and tell each trainee."""
    for certificate in certificates:
        assert certificate.enrolment_id is not None  # noqa: S101  # for mypy: `lock_ready` has seen it
        place = complete(by=by, enrolment_id=certificate.enrolment_id)
        issued = CertificateIssued(**facts(place.batch), serial=certificate.serial)
        emit(issued, on=certificate, by=by, to=[place.trainee], page=place)
