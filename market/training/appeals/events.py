"""What officers hear of appeals, and graduates of the decisions on them."""

from datetime import datetime
from functools import partial

from django.utils.translation import gettext_lazy as _

from market.accounts.models import User
from market.core.base.events import PROGRAMME, Event, NotificationType
from market.training.models import Appeal

State = Appeal.State

officer_notification = partial(NotificationType, group=PROGRAMME, action=_("See the appeal"), role=User.Role.OFFICER)
holder_notification = partial(NotificationType, group=PROGRAMME, action=_("See the certificate"))


class AppealOpened(Event, code="appeal.opened"):
    serial: str
    due: datetime

    audited = ("serial",)
    notification = officer_notification(
        subject=_("A graduate appeals: %(serial)s"),
        body=_(
            "A graduate appeals against the revocation of %(serial)s. Please decide by %(due)s. If nobody decides by then, "
            "the revocation is lifted."
        ),
        label=_("A graduate appeals against a revocation"),
    )


class AppealDue(Event, code="appeal.due"):
    serial: str
    due: datetime

    audited = None
    notification = officer_notification(
        subject=_("An appeal waits for an answer: %(serial)s"),
        body=_("Nobody has decided on the appeal about %(serial)s. On %(due)s the revocation is lifted by itself."),
        label=_("An appeal is about to be decided by silence"),
    )


class AppealDecidedEvent(Event):
    """Of the certificate of an appeal, with the number that it has now; the audit log has the appeal's own entry."""

    serial: str
    answer: str

    audited = None


class AppealLifted(AppealDecidedEvent, code="appeal.lifted"):
    notification = holder_notification(
        subject=_("Your certificate counts again"),
        body=_(
            "An officer looked at your appeal and lifted the revocation. Your certificate has the new number %(serial)s. "
            "What the officer says: %(answer)s Your profile can be seen again."
        ),
        label=_("My appeal is decided for me"),
    )


class AppealLapsed(AppealDecidedEvent, code="appeal.lapsed"):
    notification = holder_notification(
        subject=_("Your certificate counts again"),
        body=_(
            "Nobody decided on your appeal in time. This is not held against you: the revocation is lifted, and your "
            "certificate has the new number %(serial)s. Your profile can be seen again."
        ),
        label=_("My appeal was not answered in time"),
    )


class AppealUpheld(AppealDecidedEvent, code="appeal.upheld"):
    notification = holder_notification(
        subject=_("Your appeal was decided"),
        body=_(
            "An officer looked at your appeal about %(serial)s. The revocation stays. What the officer says: %(answer)s"
        ),
        label=_("My appeal is decided against me"),
    )


DECIDED = {State.LIFTED: AppealLifted, State.UPHELD: AppealUpheld}
