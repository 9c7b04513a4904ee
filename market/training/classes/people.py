"""Who is concerned when classes of a batch change."""

from market.accounts.models import User
from market.training.models import Batch, BatchTrainer


def people_of(batch: Batch) -> list[User]:
    """Everybody who hears when its calendar changes: its trainers, those who give one of its classes, its trainees."""
    current = BatchTrainer.objects.filter(batch=batch, removed_at=None).values_list("trainer", flat=True)
    giving = batch.sessions.planned().values_list("trainer", flat=True)
    trainees = batch.enrolments.studying().values_list("trainee", flat=True)
    ids = {each for each in (batch.trainer_id, *current, *giving, *trainees) if each is not None}
    return list(User.objects.filter(pk__in=ids, is_active=True).order_by("pk"))


def trainers_of(batch: Batch) -> list[User]:
    """Its trainers now, the lead trainer first."""
    rows = User.objects.filter(teaching__batch=batch, teaching__removed_at=None).order_by("teaching__added_at", "pk")
    return [*([batch.trainer] if batch.trainer else []), *(each for each in rows if each.pk != batch.trainer_id)]
