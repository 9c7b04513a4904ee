"""What those hear whose deadlines wait for an outage of their district."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from market.core.base.events import WORK, Event, NotificationType
from market.core.base.payloads import HomeTime


class DeadlinesWait(Event, code="outage.deadlines_wait"):
    district: Mapping[str, str]
    reason: Mapping[str, str]
    until: HomeTime

    audited = ()
    notification = NotificationType(
        subject=_("Your deadlines wait: %(reason)s in %(district)s"),
        body=_(
            "%(reason)s in %(district)s until %(until)s. Deadlines of yours that run across it are later by that time, by themselves. The other side sees it too. You need not do anything."
        ),
        label=_("My deadlines wait for an outage of my district"),
        action=_("See the outage"),
        group=WORK,
    )
