"""The trainer of the freelancer's batch may stand by them. Both sides see it."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from market.accounts.models import User
from market.core.base import clock
from market.core.base.db import atomic
from market.core.base.errors import DomainError, NotAllowed
from market.core.base.events import emit
from market.disputes.claims.common import party_dispute
from market.disputes.claims.events import DisputeTrainerAsked, DisputeTrainerJoined
from market.disputes.events import emit_in_dispute
from market.disputes.models import Companion, Dispute

if TYPE_CHECKING:
    from django.db.models import QuerySet


class OnlySheAsks(NotAllowed):
    help = "disputes#trainer"
    code = "only_she_asks"
    sentence = _("Only the freelancer can ask her trainer to stand by her.")


class NoTrainer(DomainError):
    help = "disputes#trainer"
    code = "no_trainer"
    sentence = _("Your batch has no trainer who could stand by you, or they do already.")


def trainers_of(dispute: Dispute) -> "QuerySet[User]":
    """The trainer of the freelancer's batch who does not stand by yet, unless they are a party."""
    contract = dispute.contract
    trainers = User.objects.filter(batches__certificates__holder=contract.freelancer_id, is_active=True)
    present = dispute.companions.values("user")
    return trainers.exclude(pk__in=(contract.client_id, contract.freelancer_id)).exclude(pk__in=present)


@atomic
def ask_trainer(*, by: User, dispute_id: int) -> Dispute:
    """The freelancer asks their trainer to stand by: to read the dispute and add statements; both sides see it.

    Raises NotFound, NotAParty, OnlySheAsks, NoTrainer, DisputeNotReady, TimeIsUp.
    """
    dispute = party_dispute(by, dispute_id, *Dispute.TALKING, *Dispute.RULED)
    if dispute.contract.freelancer_id != by.pk:
        raise OnlySheAsks
    trainer = trainers_of(dispute).first()
    if trainer is None:
        raise NoTrainer
    emit_in_dispute(DisputeTrainerJoined(trainer=trainer), dispute, by=by)
    Companion.objects.create(dispute=dispute, user=trainer, since=clock.now())
    emit(DisputeTrainerAsked(), on=dispute, by=by, to=[trainer])
    return dispute
