"""What people are told about jobs."""

from django.utils.translation import gettext_lazy as _

from market.messaging.system_messages import register_line
from market.notifications.inbox.types import register_kind

SEE_JOB = _("See the job")

register_kind(
    "job.invited",
    subject=_("%(client)s invites you to bid: %(job)s"),
    body=_("%(client)s saw your profile and asks for your bid on “%(job)s”. You can ask questions first, in the talk."),
    action=SEE_JOB,
    about=_("A client invites you to bid"),
)
register_kind(
    "job.changed",
    subject=_("%(client)s changed a job: %(job)s"),
    body=_("“%(job)s” was changed. %(changes)s. Read it again; your bid stands as it is unless you change it."),
    action=SEE_JOB,
    about=_("A client changes a job that you bid on or are invited to"),
)
register_kind(
    "invitation.accepted",
    subject=_("%(freelancer)s wants to bid: %(job)s"),
    body=_("%(freelancer)s likes your invitation to “%(job)s” and is writing a bid. You hear when it is there."),
    action=SEE_JOB,
    about=_("Somebody whom you invited wants to bid"),
)
register_kind(
    "invitation.declined",
    subject=_("%(freelancer)s cannot bid this time: %(job)s"),
    body=_(
        "%(freelancer)s thanks you for the invitation to “%(job)s”. %(reason)s You can invite others, or ask again another time."
    ),
    action=SEE_JOB,
    about=_("Somebody whom you invited declines"),
)
register_line("invitation.accepted", _("%(freelancer)s wants to bid on the job."))
register_line("invitation.declined", _("%(freelancer)s thanked for the invitation and does not bid this time."))
register_line("job.invited", _("%(client)s invited you both to talk about “%(job)s” and asks for a bid."))
register_line("job.changed", _("The job was changed. What changed stands on its page."))
