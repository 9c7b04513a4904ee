"""What applicants hear of their applications."""

from collections.abc import Mapping
from functools import partial

from django.utils.translation import gettext_lazy as _

from market.core.base.events import PROGRAMME, Event, NotificationType
from market.core.base.payloads import HomeTime

applicant_notification = partial(NotificationType, group=PROGRAMME, action=_("See the application"))


class ApplicationSubmitted(Event, code="application.submitted"):
    number: str
    district: Mapping[str, str]
    due: HomeTime

    audited = ("number",)
    notification = applicant_notification(
        subject=_("Your application has arrived: %(number)s"),
        body=_(
            "Your application for %(district)s has the number %(number)s. You can change it until %(due)s. After that the "
            "places are drawn by the published rule, and you hear the result. Nobody ever pays for an application, a course "
            "or a certificate."
        ),
        label=_("My application has arrived"),
    )


class ApplicationWithdrawn(Event, code="application.withdrawn"):
    number: str

    audited = ("number",)
    notification = applicant_notification(
        subject=_("You withdrew application %(number)s"),
        body=_(
            "Application %(number)s does not take part in the selection any more. While applications are open you can "
            "begin a new one."
        ),
        label=_("My application is withdrawn"),
    )


class ApplicationDue(Event, code="application.due"):
    due: HomeTime

    audited = None
    notification = applicant_notification(
        subject=_("Your application is not sent yet: it closes on %(due)s"),
        body=_(
            "You began an application and have not sent it. What you wrote is saved. Applications close on %(due)s; what "
            "is not sent by then does not take part in the selection."
        ),
        label=_("My application is not sent, and applications close soon"),
        action=_("Go on with it"),
    )
