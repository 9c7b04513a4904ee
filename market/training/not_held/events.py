"""What officers, trainers and trainees hear of reports about classes. Nobody's name is in them."""

from functools import partial

from django.utils.translation import gettext_lazy as _

from market.accounts.models import User
from market.core.base.events import PROGRAMME, NotificationType
from market.core.base.payloads import Written
from market.training.classes.events import ClassEvent, class_notification

see = _("See the reports")
officer_notification = partial(NotificationType, group=PROGRAMME, action=see, role=User.Role.OFFICER)
trainer_notification = partial(NotificationType, group=PROGRAMME, action=see, role=User.Role.TRAINER)


class ClassReported(ClassEvent, code="classreport.opened"):
    audited = ("batch",)
    notification = officer_notification(
        subject=_("Trainees report: %(session)s of batch %(batch)s"),
        body=_("They report that the class did not take place as planned. The trainer is asked; then please decide."),
        label=_("Trainees report that a class did not take place"),
    )


class TrainerAsked(ClassEvent, code="classreport.trainer_asked"):
    audited = None
    notification = trainer_notification(
        subject=_("The office asks about %(session)s of batch %(batch)s"),
        body=_("It was reported that the class did not take place as planned. Say within three days what happened."),
        label=_("The office asks about a class of mine"),
        action=_("Answer it"),
    )


class TrainerAnswered(ClassEvent, code="classreport.trainer_answered"):
    audited = ("batch",)
    notification = officer_notification(
        subject=_("The trainer has answered about %(session)s of batch %(batch)s"),
        body=_("Please read the answer and decide whether the class took place."),
        label=_("A trainer answers about a reported class"),
    )


class ClassFoundHeld(ClassEvent, code="classreport.held"):
    reason: Written

    audited = ("batch",)
    notification = class_notification(
        subject=_("Decided: %(session)s of batch %(batch)s took place"),
        body=_("An officer looked at the reports. The reason: %(reason)s"),
        label=_("A reported class is found to have taken place"),
    )


class ClassFoundNotHeld(ClassEvent, code="classreport.not_held"):
    reason: Written

    audited = ("batch",)
    notification = class_notification(
        subject=_("Decided: %(session)s of batch %(batch)s did not take place"),
        body=_("An officer looked at the reports: the class counts for nobody. The reason: %(reason)s"),
        label=_("A reported class is found not to have taken place"),
    )
