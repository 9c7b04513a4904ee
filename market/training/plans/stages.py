"""Where a batch stands: by its classes and its days, so nobody has to say it."""

from collections.abc import Iterable
from datetime import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

from market.core.base import clock
from market.training.models import Batch, ClassSession


class Stage(models.TextChoices):
    """Stages of a batch, in their order."""

    NOT_BEGUN = "not_begun", _("Not begun")
    ONLINE = "online", _("Live classes")
    IN_PERSON = "in_person", _("Face-to-face classes")
    PROJECT = "project", _("Project work")
    DONE = "done", _("Done")

    @property
    def is_running(self) -> bool:
        """Whether the batch is under way."""
        return self not in (Stage.NOT_BEGUN, Stage.DONE)


def stage_of(batch: Batch, sessions: Iterable[ClassSession], now: datetime) -> Stage:
    """Where a batch with these classes stands now."""
    planned = [each for each in sessions if not each.is_cancelled]
    today = clock.local(now).date()
    first = min((each.starts_at for each in planned), default=None)
    if (now < first) if first is not None else (today < batch.started_on):
        return Stage.NOT_BEGUN
    if today > batch.ended_on:
        return Stage.DONE
    for kind, stage in ((ClassSession.Kind.LIVE, Stage.ONLINE), (ClassSession.Kind.IN_PERSON, Stage.IN_PERSON)):
        if any(each.ends_at > now for each in planned if each.kind == kind):
            return stage
    return Stage.PROJECT
