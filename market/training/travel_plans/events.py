"""What becomes of journeys. Only a journey that is withdrawn shortly before a class is told to officers."""

from django.utils.translation import gettext_lazy as _

from market.accounts.models import User
from market.core.base.events import PROGRAMME, Event, NotificationType


class TravelPlanned(Event, code="travel.planned"):
    batch: str
    count: int

    audited = ("batch", "count")


class TravelChanged(Event, code="travel.changed"):
    batch: str
    count: int

    audited = ("batch", "count")


class TravelWithdrawn(Event, code="travel.withdrawn"):
    batch: str
    trainer: User

    audited = ("batch",)
    notification = NotificationType(
        group=PROGRAMME,
        subject=_("%(trainer)s has withdrawn the journey to batch %(batch)s"),
        body=_("A face-to-face class of batch %(batch)s is near. Please ask the trainer how it goes on."),
        label=_("A trainer withdraws a journey shortly before a class"),
        action=_("See the journey"),
        role=User.Role.OFFICER,
    )
