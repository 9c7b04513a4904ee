"""What trainees hear of their certificates, and officers of exceptions from the rule."""

from collections.abc import Mapping
from datetime import date

from django.utils.translation import gettext_lazy as _

from market.accounts.models import User
from market.core.base.payloads import Written
from market.training.enrolments.events import PlaceEvent, place_notification
from market.training.issuing.events import officer_notification


class CertificateIssued(PlaceEvent, code="certificate.issued_to_trainee"):
    serial: str

    audited = None
    notification = place_notification(
        subject=_("Your certificate is issued: %(serial)s"),
        body=_(
            "You have completed batch %(batch)s, %(topic)s in %(district)s. Take your certificate into your account: then "
            "you make your profile and take work. You need no letter for it."
        ),
        label=_("My certificate is issued"),
        action=_("Take the certificate"),
    )


class GraduationLacking(PlaceEvent, code="graduation.lacking"):
    """Before the end of the batch, to who lacks something."""

    until: date
    lacking: Mapping[str, str]

    audited = None
    notification = place_notification(
        subject=_("What you still need for your certificate"),
        body=_("Batch %(batch)s ends on %(until)s. Until then you need: %(lacking)s"),
        label=_("What I lack for my certificate, before the end of my course"),
        action=_("See my course"),
    )


class GraduationReady(PlaceEvent, code="graduation.ready"):
    audited = None
    notification = place_notification(
        subject=_("You have met everything for your certificate"),
        body=_(
            "Batch %(batch)s, %(topic)s in %(district)s, is over, and you lack nothing. Two programme officers issue the "
            "certificates now; a notification comes when yours is there."
        ),
        label=_("I have met everything for my certificate"),
        action=_("See my course"),
    )


class ExceptionProposed(PlaceEvent, code="exception.proposed"):
    officer: User
    reason: Written

    audited = ("batch", "requirement")
    requirement: str
    notification = officer_notification(
        subject=_("An exception for a certificate waits for a second officer: batch %(batch)s"),
        body=_(
            "%(officer)s proposes a certificate in batch %(batch)s without one of its requirements. The reason: %(reason)s "
            "Look at the trainee's place, and confirm or refuse it."
        ),
        label=_("Another officer proposes an exception for a certificate"),
        action=_("Look at it"),
    )


class ExceptionConfirmed(PlaceEvent, code="exception.confirmed"):
    officer: User
    requirement: str

    audited = ("batch", "requirement")
    notification = officer_notification(
        subject=_("The exception that you proposed is confirmed: batch %(batch)s"),
        body=_("%(officer)s confirmed it. The programme's page counts it, without a name."),
        label=_("An exception that I proposed is confirmed"),
    )


class ExceptionRefused(PlaceEvent, code="exception.refused"):
    officer: User
    requirement: str
    reason: Written

    audited = ("batch", "requirement")
    notification = officer_notification(
        subject=_("The exception that you proposed is refused: batch %(batch)s"),
        body=_("%(officer)s refused it. The reason: %(reason)s"),
        label=_("An exception that I proposed is refused"),
    )


class ExceptionGranted(PlaceEvent, code="exception.granted"):
    """To the trainee, who reads the reason on the page of the place."""

    reason: Written

    audited = None
    notification = place_notification(
        subject=_("An exception for your certificate is granted"),
        body=_("Two programme officers have decided it for you in batch %(batch)s. The reason: %(reason)s"),
        label=_("An exception for my certificate is granted"),
    )
