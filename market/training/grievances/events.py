"""What the office and who made a grievance hear of it. What was written never stands in a notification: others may
look at the telephone.
"""

from collections.abc import Mapping
from datetime import datetime
from functools import partial

from django.utils.translation import gettext_lazy as _

from market.core.base.events import PROGRAMME, STAFF, Event, NotificationType

office_notification = partial(NotificationType, group=PROGRAMME, action=_("See the grievance"), role=STAFF)
person_notification = partial(NotificationType, group=PROGRAMME, action=_("See the grievance"))


class GrievanceEvent(Event):
    """Of a grievance: its number."""

    number: str


class GrievanceReceived(GrievanceEvent, code="grievance.received"):
    kind: Mapping[str, str]
    due: datetime

    notification = office_notification(
        subject=_("Grievance %(number)s: %(kind)s"),
        body=_("A grievance has come in. Please take it in hand by %(due)s."),
        label=_("A grievance comes in"),
    )


class GrievanceReopened(GrievanceEvent, code="grievance.reopened"):
    due: datetime

    notification = office_notification(
        subject=_("Grievance %(number)s: another officer is asked"),
        body=_("Somebody is not content with the answer to a grievance. Please take it in hand by %(due)s."),
        label=_("Another officer is asked about a grievance"),
    )


class GrievancePersonWrote(GrievanceEvent, code="grievance.person_wrote"):
    audited = None
    notification = office_notification(
        subject=_("Grievance %(number)s: there is a new message"),
        body=_("Who made the grievance has written to the office."),
        label=_("Somebody writes about a grievance"),
    )


class GrievanceDue(GrievanceEvent, code="grievance.due"):
    due: datetime

    audited = None
    notification = office_notification(
        subject=_("Grievance %(number)s waits for an answer"),
        body=_("Nobody has answered it yet. Please answer by %(due)s."),
        label=_("A grievance waits for an answer"),
    )


class GrievanceLate(GrievanceEvent, code="grievance.late"):
    notification = office_notification(
        subject=_("Grievance %(number)s is late"),
        body=_("Nobody has seen or answered it in time. All officers and the lead moderators hear of this."),
        label=_("A grievance is late"),
    )


class GrievanceTakesLonger(GrievanceEvent, code="grievance.takes_longer"):
    audited = None
    notification = person_notification(
        subject=_("The answer to your grievance %(number)s is late"),
        body=_("All officers and the lead moderators have been told. You need not do anything."),
        label=_("My grievance is not answered in time"),
    )


class GrievanceTaken(GrievanceEvent, code="grievance.taken"):
    notification = person_notification(
        subject=_("Your grievance %(number)s is in hand"),
        body=_("An officer looks into it. You have an answer by %(due)s."),
        label=_("An officer takes my grievance in hand"),
        is_quiet=True,
    )
    due: datetime


class GrievanceOfficeWrote(GrievanceEvent, code="grievance.office_wrote"):
    notification = person_notification(
        subject=_("The office has written about your grievance %(number)s"),
        body=_("Read the message on the page of the grievance, and answer there."),
        label=_("The office writes about my grievance"),
    )


class GrievanceAnswered(GrievanceEvent, code="grievance.answered"):
    until: datetime

    notification = person_notification(
        subject=_("Your grievance %(number)s is answered"),
        body=_("Read the answer. If you are not content with it, ask for another officer by %(until)s, once."),
        label=_("My grievance is answered"),
    )


class GrievanceAnsweredAgain(GrievanceEvent, code="grievance.answered_again"):
    notification = person_notification(
        subject=_("Another officer has answered your grievance %(number)s"),
        body=_("Read the answer on the page of the grievance."),
        label=_("Another officer answers my grievance"),
    )


class GrievanceClosed(GrievanceEvent, code="grievance.closed"):
    """Only the audit log is told."""


class GrievancePeopleNamed(GrievanceEvent, code="grievance.people_named"):
    """Only the audit log is told, and not who."""
