"""Who is concerned when classes of a batch change."""

from django.db.models import Q, QuerySet

from market.accounts.models import User
from market.training.models import Batch, BatchTrainer, ClassSession


def people_of(batch: Batch) -> list[User]:
    """Everybody who hears when its calendar changes: its trainers, those who give one of its classes, its trainees."""
    current = BatchTrainer.objects.filter(batch=batch, removed_at=None).values_list("trainer", flat=True)
    giving = batch.sessions.planned().values_list("trainer", flat=True)
    trainees = batch.enrolments.studying().values_list("trainee", flat=True)
    ids = {each for each in (batch.trainer_id, *current, *giving, *trainees) if each is not None}
    return list(User.objects.filter(pk__in=ids, is_active=True).order_by("pk"))


def trainees_of(batch: Batch) -> list[User]:
    """Those who study in it now."""
    return list(User.objects.filter(enrolments__in=batch.enrolments.studying(), is_active=True).order_by("pk"))


def is_of_a_batch(user: User) -> bool:
    """Whether the user can ever hear of classes: trainers, and who has or had a place. Asked once for each user."""
    if user.has_own_role(User.Role.TRAINER):
        return True
    if "has_a_place" not in vars(user):
        vars(user)["has_a_place"] = user.enrolments.exists()
    return bool(vars(user)["has_a_place"])


def taught_by(trainer: User) -> QuerySet[ClassSession]:
    """The classes of a trainer: those of batches that they teach, and those that they give elsewhere."""
    teaching = trainer.teaching.filter(removed_at=None).values("batch")
    giving = Q(trainer=trainer) & ~Q(batch__in=trainer.teaching.exclude(removed_at=None).values("batch"))
    return ClassSession.objects.filter(giving | Q(batch__trainer=trainer) | Q(batch__in=teaching))


def trainers_of(batch: Batch) -> list[User]:
    """Its trainers now, the lead trainer first."""
    rows = User.objects.filter(teaching__batch=batch, teaching__removed_at=None).order_by("teaching__added_at", "pk")
    return [*([batch.trainer] if batch.trainer else []), *(each for each in rows if each.pk != batch.trainer_id)]


def acting_trainers_of(batch: Batch) -> list[User]:
    """Those of them who may act now: without whoever lost the role or closed the account."""
    return [each for each in trainers_of(batch) if each.is_active and each.has_own_role(User.Role.TRAINER)]
