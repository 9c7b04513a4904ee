"""Trainers of a batch come and go; whoever goes hands over the classes that they were to give."""

from collections.abc import Sequence

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from market.accounts.models import User
from market.core.base import clock
from market.core.base.db import atomic, lock
from market.core.base.errors import DomainError, Invalid, NotFound
from market.core.base.events import Address, emit
from market.core.text.formats import format_when
from market.core.text.locale import language
from market.training.certificates.actions import require_officer
from market.training.classes.bookings import FEW, booked, booking_of
from market.training.models import Batch, BatchTrainer, ClassSession
from market.training.plans.events import ClassesTakenOver, TrainerAdded, TrainerRemoved


class StillTeaches(DomainError):
    """The trainer is to give classes of the batch: they need another one first."""

    help = "programme#trainers"
    code = "still_teaches"
    sentence = _("This trainer is still to give classes of the batch: %(classes)s. Choose who takes them over.")


class TeachesAlready(DomainError):
    help = "programme#trainers"
    code = "teaches_already"
    sentence = _("This person is a trainer of the batch already.")


@atomic
def add_trainer(*, by: User, batch_id: int, trainer: User, as_lead: bool = False) -> Batch:
    """Let somebody teach the batch, as its lead trainer if `as_lead`: then the one before stays beside them.

    Classes that have no trainer are the lead trainer's. Raises NotAllowed to others than officers, NotFound,
    TeachesAlready, Invalid for who is no trainer, DoubleBooked.
    """
    require_officer(by)
    batch = lock(Batch.objects.all(), batch_id)
    _require_trainer(trainer, "trainer")
    if batch.trainer_id == trainer.pk or (not as_lead and _current(batch).filter(trainer=trainer).exists()):
        raise TeachesAlready
    before = batch.trainer
    if as_lead or before is None:
        _end(batch, trainer, by)
        batch.trainer = trainer
        batch.save(update_fields=["trainer"])
        _give(_to_come(batch).filter(trainer=None), trainer)
        if before is not None:
            _begin(batch, before, by)
    else:
        _begin(batch, trainer, by)
    emit(TrainerAdded(batch=batch.code, trainer=trainer), on=batch, by=by, to=[trainer])
    return batch


@atomic
def remove_trainer(*, by: User, batch_id: int, trainer: User, successor: User | None = None) -> Batch:
    """Let somebody teach the batch no more. Classes that they were to give are the `successor`'s, who becomes a trainer
    of the batch too, and its lead trainer if they were.

    Raises NotAllowed to others than officers, NotFound for who is no trainer of the batch, StillTeaches without a
    successor, Invalid for one who is no trainer, DoubleBooked.
    """
    require_officer(by)
    batch = lock(Batch.objects.all(), batch_id)
    is_lead = batch.trainer_id == trainer.pk
    if not is_lead and not _current(batch).filter(trainer=trainer).exists():
        raise NotFound
    sessions = list(_to_come(batch).filter(trainer=trainer).select_related("batch"))
    if successor is None and sessions:
        raise StillTeaches(classes=_in_words(sessions))
    if successor is not None:
        _take_over(by, batch, trainer, successor, sessions, as_lead=is_lead)
    elif is_lead:
        batch.trainer = None
        batch.save(update_fields=["trainer"])
    if is_lead:
        _begin(batch, trainer, by)  # so that a row says that they taught it
    _end(batch, trainer, by)
    removed = TrainerRemoved(batch=batch.code, trainer=trainer)
    emit(removed, on=batch, by=by, to=[trainer], page=Address(reverse("batches")))
    return batch


def _take_over(  # noqa: PLR0913  # a handover is all of these
    by: User, batch: Batch, trainer: User, successor: User, sessions: Sequence[ClassSession], *, as_lead: bool
) -> None:
    if successor == trainer:
        raise Invalid(errors={"successor": [_("Choose another trainer.")]})
    _require_trainer(successor, "successor")
    bookings = [booking_of(each, trainer_id=successor.pk) for each in sessions]
    with booked(bookings, field="successor"):
        ClassSession.objects.filter(pk__in=[each.pk for each in sessions]).update(trainer=successor)
    if as_lead:
        _end(batch, successor, by)
        batch.trainer = successor
        batch.save(update_fields=["trainer"])
    elif batch.trainer_id != successor.pk:
        _begin(batch, successor, by)
    taken = ClassesTakenOver(batch=batch.code, trainer=trainer, count=len(sessions))
    emit(taken, on=batch, by=by, to=[successor])


def _give(rows: QuerySet[ClassSession], trainer: User) -> None:
    sessions = list(rows.select_related("batch"))
    with booked([booking_of(each, trainer_id=trainer.pk) for each in sessions], field="trainer"):
        ClassSession.objects.filter(pk__in=[each.pk for each in sessions]).update(trainer=trainer)


def _to_come(batch: Batch) -> QuerySet[ClassSession]:
    return batch.sessions.planned().filter(starts_at__gt=clock.now())


def _current(batch: Batch) -> QuerySet[BatchTrainer]:
    return BatchTrainer.objects.filter(batch=batch, removed_at=None)


def _begin(batch: Batch, trainer: User, by: User) -> None:
    columns = {"added_by": by, "added_at": clock.now()}
    BatchTrainer.objects.get_or_create(batch=batch, trainer=trainer, removed_at=None, defaults=columns)


def _end(batch: Batch, trainer: User, by: User) -> None:
    _current(batch).filter(trainer=trainer).update(removed_by=by, removed_at=clock.now())


def _require_trainer(person: User, field: str) -> None:
    if not person.has_own_role(User.Role.TRAINER) or not person.is_active:
        raise Invalid(errors={field: [_("This person is no trainer.")]})


def _in_words(sessions: Sequence[ClassSession]) -> str:
    first = [f"{each.name} ({format_when(clock.local(each.starts_at), language())})" for each in sessions[:FEW]]
    return ", ".join(first) + (" …" if len(sessions) > FEW else "")
