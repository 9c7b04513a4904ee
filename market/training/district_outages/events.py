"""What those hear whose deadlines wait for an outage of their district, and officers who enter and confirm outages."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _

from market.accounts.models import User
from market.core.base.events import WORK, Event, NotificationType
from market.core.base.payloads import HomeTime
from market.core.text.locale import by_language
from market.training.district_outages.models import DistrictOutage
from market.training.issuing.events import officer_notification


class OutageEvent(Event):
    """Of an outage: where, and what failed. The audit log has its line from the action."""

    district: Mapping[str, str]
    reason: Mapping[str, str]

    audited: ClassVar[tuple[str, ...] | None] = None


def outage_facts(outage: DistrictOutage) -> dict[str, Any]:
    """What every event of an outage says."""
    return {
        "district": by_language(lambda: outage.district.name),
        "reason": by_language(outage.get_reason_display),
    }


class DeadlinesWait(OutageEvent, code="outage.deadlines_wait"):
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


class OutageWaitsForAnother(OutageEvent, code="outage.waits"):
    officer: User
    since: HomeTime

    notification = officer_notification(
        subject=_("An outage waits to be confirmed: %(reason)s in %(district)s"),
        body=_(
            "%(officer)s entered it after it had begun, on %(since)s. No deadline moves before another officer has confirmed it."
        ),
        label=_("An outage waits for another officer"),
        action=_("See the outage"),
    )


class OutageConfirmed(OutageEvent, code="outage.confirmed"):
    officer: User

    notification = officer_notification(
        subject=_("The outage is confirmed: %(reason)s in %(district)s"),
        body=_("%(officer)s confirmed the outage that you entered. Deadlines of the people there move."),
        label=_("An outage that I entered is decided"),
        action=_("See the outage"),
    )


class OutageRefused(OutageEvent, code="outage.refused"):
    officer: User

    notification = officer_notification(
        subject=_("The outage is refused: %(reason)s in %(district)s"),
        body=_("%(officer)s refused the outage that you entered. No deadline moves."),
        label=_("An outage that I entered is decided"),
        action=_("See the outage"),
    )


class OutageLapsed(OutageEvent, code="outage.lapsed"):
    notification = officer_notification(
        subject=_("Nobody confirmed the outage in time: %(reason)s in %(district)s"),
        body=_(
            "No second officer confirmed the outage that you entered before its time was over. No deadline moves. If it lasts still, enter it anew."
        ),
        label=_("An outage that I entered is decided"),
        action=_("See the outages"),
    )
