"""The errors of jobs and invitations."""

from django.utils.translation import gettext_lazy as _

from market.core.base.errors import DomainError, NotAllowed


class NotYourJob(NotAllowed):
    help = "hiring#yours"
    code, sentence = "not_your_job", _("Only the client whose job this is can do that.")


class JobNotDraft(DomainError):
    help = "hiring#post"
    code, sentence = "job_not_draft", _("This is possible for a draft only; this job is %(state)s.")


class JobNotOpen(DomainError):
    help = "bids#who"
    code, sentence = "job_not_open", _("This job is not open: it is %(state)s.")


class JobEnded(DomainError):
    help = "hiring#post"
    code = "job_ended"
    sentence = _("This job can no longer be changed: it is %(state)s. On its page you can write it again as a new job.")


class JobChangedMeanwhile(DomainError):
    help = "hiring#post"
    code = "job_changed_meanwhile"
    sentence = _(
        "This job was changed while you wrote, perhaps in another window. Look at its page. "
        "What you typed stands below; save again to put it in place of what stands now."
    )


class AlreadyInvited(DomainError):
    help = "hiring#choose"
    code, sentence = "already_invited", _("%(name)s was invited to this job before.")


class OwnProfile(DomainError):
    help = "account#begin"
    code, sentence = "own_profile", _("This profile is your own.")


class OwnJob(NotAllowed):
    help = "bids#who"
    code, sentence = "own_job", _("This is your own job: others can save it, and bid on it.")


class InvitationAnswered(DomainError):
    help = "bids#who"
    code, sentence = "invitation_answered", _("You have answered this invitation so already.")


class NotInvitedYet(NotAllowed):
    help = "bids#who"
    code, sentence = "not_your_invitation", _("Only who was invited can answer an invitation.")


class JobRemoved(DomainError):
    help = "talking-safely#report"
    code, sentence = "job_removed", _("Moderators took this job off the site: it cannot be changed or posted again.")
    advice = _("On its page you can read why, and how to appeal.")
