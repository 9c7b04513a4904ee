"""What trainers hear of the batches that they are to teach."""

from collections.abc import Mapping
from datetime import date
from functools import partial

from django.utils.translation import gettext_lazy as _

from market.accounts.models import User
from market.core.base.events import PROGRAMME, Event, NotificationType

trainer_notification = partial(NotificationType, group=PROGRAMME, action=_("See the batch"), role=User.Role.TRAINER)


class BatchPlanned(Event, code="batch.planned"):
    batch: str
    topic: Mapping[str, str]
    district: Mapping[str, str]
    first_day: date

    audited = ("batch",)
    notification = trainer_notification(
        subject=_("You teach a new batch: %(batch)s"),
        body=_(
            "You are the trainer of batch %(batch)s: %(topic)s in %(district)s. Its first class is on %(first_day)s. "
            "The whole calendar stands on the page of the batch."
        ),
        label=_("I am to teach a new batch"),
    )


class TrainerAdded(Event, code="batch.trainer_added"):
    batch: str
    trainer: User

    audited = ("batch", "trainer")
    notification = trainer_notification(
        subject=_("You teach batch %(batch)s"),
        body=_("You are one of the trainers of batch %(batch)s now. Its calendar stands on its page."),
        label=_("I become trainer of a batch"),
    )


class TrainerRemoved(Event, code="batch.trainer_removed"):
    batch: str
    trainer: User

    audited = ("batch", "trainer")
    notification = trainer_notification(
        subject=_("You no longer teach batch %(batch)s"),
        body=_("You are no longer a trainer of batch %(batch)s. What you taught stays in its calendar."),
        label=_("I am no longer trainer of a batch"),
        action=_("See my batches"),
    )


class ClassesTakenOver(Event, code="batch.classes_taken_over"):
    batch: str
    trainer: User
    count: int

    audited = ("batch", "trainer", "count")
    notification = trainer_notification(
        subject=_("You take over classes of batch %(batch)s"),
        body=_(
            "You give the classes that %(trainer)s was to give in batch %(batch)s: %(count)s. Please look at their dates."
        ),
        label=_("I take over classes of another trainer"),
    )
