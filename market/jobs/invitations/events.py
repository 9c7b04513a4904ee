"""What becomes of an invitation to bid."""

from django.utils.translation import gettext_lazy as _

from market.accounts.models import User
from market.core.base.payloads import Written
from market.jobs.postings.events import JobEvent, job_notification


class JobInvited(JobEvent, code="job.invited"):
    client: User
    freelancer: int

    audited = ("freelancer",)
    notification = job_notification(
        subject=_("%(client)s invites you to bid: %(job)s"),
        body=_(
            "%(client)s saw your profile and asks for your bid on “%(job)s”. You can ask questions first, in the conversation."
        ),
        label=_("A client invites you to bid"),
    )
    system_message = _("%(client)s asked for a bid on “%(job)s”.")


class InvitationAccepted(JobEvent, code="invitation.accepted"):
    freelancer: User

    notification = job_notification(
        subject=_("%(freelancer)s wants to bid: %(job)s"),
        body=_(
            "%(freelancer)s likes your invitation to “%(job)s” and is writing a bid. You will be notified when it is there."
        ),
        label=_("Somebody whom you invited wants to bid"),
    )
    system_message = _("%(freelancer)s accepted the invitation to bid.")


class InvitationDeclined(JobEvent, code="invitation.declined"):
    freelancer: User
    reason: Written
    why: str

    audited = ("why",)
    notification = job_notification(
        subject=_("%(freelancer)s cannot bid this time: %(job)s"),
        body=_(
            "%(freelancer)s thanks you for the invitation to “%(job)s”. %(reason)s You can invite others, or ask again another time."
        ),
        label=_("Somebody whom you invited declines"),
    )
    system_message = _("%(freelancer)s declined the invitation with thanks.")
