"""What bids refuse, and why."""

from django.utils.functional import lazy
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from market.bids.queries import Quota
from market.core import clock
from market.core.errors import DomainError, TooMany
from market.core.formats import format_day


class NotYourBid(DomainError):
    status, code, sentence = 403, "not_your_bid", _("Only its author can do this with a bid.")


class BidNotOpen(DomainError):
    code, sentence = "bid_not_open", _("This bid is closed: it is %(state)s.")


class BidNotNew(DomainError):
    code, sentence = "bid_not_new", _("This bid is on the shortlist already.")


class NotFreelancer(DomainError):
    status, code = 403, "not_a_freelancer"
    sentence = _("Only graduates with a valid certificate and a profile can bid.")


class ProfileNotPublished(DomainError):
    code, sentence = "profile_not_published", _("Publish your profile first: the client wants to see who bids.")


class OwnJob(DomainError):
    status, code, sentence = 403, "own_job", _("This is your own job: nobody bids on her own job.")


class NotInvited(DomainError):
    status, code, sentence = 403, "not_invited", _("Only invited freelancers can bid on this job.")


class AlreadyBid(DomainError):
    code, sentence = "already_bid", _("You have an open bid on this job. You can propose changed terms on it.")


class NothingChanged(DomainError):
    code, sentence = "nothing_changed", _("These are the terms that stand already.")


class QuotaUsed(TooMany):
    code = "quota_used"
    sentence = _(
        "You have used your %(limit)s bids of this month. New ones come on %(day)s; "
        "sooner, where a client ends a job without hiring anybody."
    )

    def __init__(self, quota: Quota) -> None:
        self.retry_after = max(int((quota.renews_at - clock.now()).total_seconds()), 1)
        day = lazy(lambda: format_day(quota.renews_at, get_language() or "en"), str)()
        DomainError.__init__(self, limit=quota.limit, day=day)
