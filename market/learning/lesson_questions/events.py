"""What people hear of questions at lessons."""

from collections.abc import Mapping
from functools import partial

from django.utils.translation import gettext_lazy as _

from market.accounts.models import User
from market.core.base.events import PROGRAMME, Event, NotificationType
from market.core.base.payloads import Written

lesson_notification = partial(NotificationType, group=PROGRAMME, action=_("Read it"), is_quiet=True)


class LessonQuestionAsked(Event, code="lessonquestion.asked"):
    asker: User
    lesson: Mapping[str, str]
    text: Written

    notification = lesson_notification(
        subject=_("%(asker)s asks at the lesson “%(lesson)s”"),
        body=_("“%(text)s” Please answer it: everybody who learns here reads the answer."),
        label=_("A trainee of my batch asks at a lesson"),
        action=_("Answer it"),
        role=User.Role.TRAINER,
    )


class LessonQuestionAnswered(Event, code="lessonanswer.written"):
    writer: User
    lesson: Mapping[str, str]
    text: Written

    notification = lesson_notification(
        subject=_("%(writer)s has answered your question at the lesson “%(lesson)s”"),
        body=_("“%(text)s” If it helped you, say that it is the best answer."),
        label=_("A question of mine at a lesson is answered"),
        is_quiet=False,
    )


class BestAnswerChosen(Event, code="lessonanswer.best"):
    chooser: User
    lesson: Mapping[str, str]

    notification = lesson_notification(
        subject=_("Your answer at the lesson “%(lesson)s” is the best one"),
        body=_("%(chooser)s says so. It stands first below the question."),
        label=_("An answer of mine at a lesson is the best one"),
    )


class LessonTextHidden(Event, code="lessontext.hidden"):
    lesson: Mapping[str, str]
    reason: Written

    notification = lesson_notification(
        subject=_("What you wrote at the lesson “%(lesson)s” is hidden"),
        body=_("Only you and the trainers read it now. The reason: %(reason)s"),
        label=_("What I wrote at a lesson is hidden"),
        action=_("See it"),
        is_quiet=False,
    )
