"""What people are told about jobs."""

from django.utils.translation import gettext_lazy as _

from market.messaging.lines import register_line
from market.notifications.kinds import register_kind

SEE_JOB = _("See the job")

register_kind(
    "job.invited",
    subject=_("%(client)s invites you to bid: %(job)s"),
    body=_("%(client)s saw your profile and asks for your bid on “%(job)s”. You can ask questions first, in the talk."),
    action=SEE_JOB,
)
register_kind(
    "job.changed",
    subject=_("%(client)s changed a job: %(job)s"),
    body=_("The description of “%(job)s” was changed. Read it again; your bid stands as it is unless you change it."),
    action=SEE_JOB,
)
register_line("job.invited", _("%(client)s invited you both to talk about “%(job)s” and asks for a bid."))
register_line("job.changed", _("The job's description was changed."))
