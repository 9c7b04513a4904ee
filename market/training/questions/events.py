"""What trainers hear of questions, and trainees of answers."""

from collections.abc import Mapping
from typing import TypedDict

from django.utils.translation import gettext_lazy as _

from market.accounts.models import User
from market.core.base.payloads import Written
from market.training.classes.events import ClassEvent, class_notification


class Named(TypedDict):
    """What every event of a class says of it."""

    batch: str
    session: Mapping[str, str]


class ClassQuestionAsked(ClassEvent, code="classquestion.asked"):
    text: Written

    audited = ("batch",)
    notification = class_notification(
        subject=_("A question about %(session)s of batch %(batch)s"),
        body=_("“%(text)s” Answer it on the page of the class: all trainees read the answer."),
        label=_("A trainee asks about a class of mine"),
        action=_("Answer it"),
        role=User.Role.TRAINER,
        is_quiet=True,
    )


class ClassQuestionAnswered(ClassEvent, code="classquestion.answered"):
    answer: Written

    audited = ("batch",)
    notification = class_notification(
        subject=_("Your question about %(session)s of batch %(batch)s is answered"),
        body=_("“%(answer)s” All trainees of the batch read the answer, not who asked."),
        label=_("A question of mine about a class is answered"),
    )
