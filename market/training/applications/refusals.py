"""Why an application cannot be begun, changed, submitted or withdrawn."""

from django.utils.translation import gettext_lazy as _

from market.core.base.errors import DomainError, NotAllowed


class StaffDoNotApply(NotAllowed):
    """Who works for the programme or the site takes no seat with that account."""

    help = "programme#applying"
    code = "staff_do_not_apply"
    sentence = _("This account works for the programme or the site. To apply, use an account of your own.")


class NotOpenYet(DomainError):
    help = "programme#applying"
    code = "not_open_yet"
    sentence = _("Applications for phase %(number)s open on %(at)s. You cannot apply before that.")


class ApplicationsClosed(DomainError):
    help = "programme#applying"
    code = "applications_closed"
    sentence = _("Applications for phase %(number)s closed on %(at)s. Nothing can be sent or changed any more.")


class HasPlace(DomainError):
    """One person takes one seat."""

    help = "programme#applying"
    code = "has_place"
    sentence = _(
        "You have a place in this programme already, in batch %(batch)s. A second application is not possible."
    )


class CertificateNotFound(DomainError):
    """There is no such number, or it is of another name: both give the same answer."""

    help = "programme#eligible"
    code = "certificate_not_found"
    sentence = _(
        "The register has no certificate with this number and this name. Look at both once more; if they are right, "
        "object: an officer looks at a photo of your certificate."
    )


class CertificateInUse(DomainError):
    """Another application or place stands on it: one woman applies once, and nobody with another's certificate."""

    help = "programme#eligible"
    code = "certificate_in_use"
    sentence = _(
        "With this certificate somebody has applied already. If that was you, with another account, go on there. If it "
        "was not you, object: an officer looks at a photo of your certificate."
    )


class StepsMissing(DomainError):
    help = "programme#applying"
    code = "steps_missing"
    sentence = _("It is not complete yet. Still to do: %(steps)s.")


class IsWithdrawn(DomainError):
    help = "programme#applying"
    code = "application_withdrawn"
    sentence = _("This application was withdrawn. While applications are open you can begin a new one.")


class DrawIsOver(DomainError):
    help = "programme#applying"
    code = "draw_is_over"
    sentence = _(
        "The places of this phase are drawn already, so the application cannot be withdrawn any more. If you are "
        "offered a place, you can decline it."
    )
