"""What is refused in coaching."""

from django.utils.translation import gettext_lazy as _

from market.core.base.errors import DomainError


class HasCoach(DomainError):
    """One coach at a time, also while one is asked or offers it."""

    help = "programme#coaching"
    code = "has_coach"
    sentence = _("There is a coach already, or a request that waits for an answer. End it first.")


class NotYourTrainer(DomainError):
    """Only a trainer of an own batch can be asked."""

    help = "programme#coaching"
    code = "not_your_trainer"
    sentence = _("A coach is a trainer of a batch in which you learned.")


class CoachingNotOpen(DomainError):
    """It was answered or ended already."""

    help = "programme#coaching"
    code = "coaching_not_open"
    sentence = _("This was answered or ended already. Load the page anew.")


class TooEarlyToRenew(DomainError):
    """It runs long enough."""

    help = "programme#coaching"
    code = "too_early_to_renew"
    sentence = _("It can be renewed in the last %(days)s days.")


class NoCoach(DomainError):
    """Nobody coaches the freelancer now."""

    help = "programme#coaching"
    code = "no_coach"
    sentence = _("You have no coach now.")


class PrivateJob(DomainError):
    """A client who invites chose who reads the job."""

    help = "programme#coaching"
    code = "private_job"
    sentence = _("The client chose who reads this job, so it cannot be shown to a coach.")


class ReviewAnswered(DomainError):
    """One answer to each draft."""

    help = "programme#coaching"
    code = "review_answered"
    sentence = _("You have commented on this bid already. Once it is shown to you anew, you can again.")


class ReviewOver(DomainError):
    """The bid was sent, shown anew or given up."""

    help = "programme#coaching"
    code = "review_over"
    sentence = _("This bid does not wait any more: it was sent, changed or given up.")


class ReviewJobEnded(DomainError):
    """The job takes no bids any more."""

    help = "programme#coaching"
    code = "review_job_ended"
    sentence = _("The job takes no bids any more.")
