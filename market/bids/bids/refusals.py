"""Errors of bids."""

from django.conf import settings
from django.utils.functional import lazy
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from market.bids.bids.queries import Quota
from market.core.base import clock
from market.core.base.errors import DomainError, NotAllowed, TooMany
from market.core.text.formats import format_day, format_when
from market.core.text.locale import language, local
from market.jobs.models import Job


class NotYourBid(NotAllowed):
    help = "bids#terms"
    code, sentence = "not_your_bid", _("Only its author can do this with a bid.")


class BidNotOpen(DomainError):
    help = "bids#terms"
    code, sentence = "bid_not_open", _("This bid is closed: it is %(state)s.")


class BidNotNew(DomainError):
    help = "hiring#choose"
    code, sentence = "bid_not_new", _("This bid is on the shortlist already.")


class BidNotShortlisted(DomainError):
    help = "hiring#choose"
    code, sentence = "bid_not_shortlisted", _("This bid is not on the shortlist.")


class NoShortlist(DomainError):
    help = "offers#make"
    code, sentence = "no_shortlist", _("This is a direct offer: there is nobody else to choose from.")


class OwnOffer(NotAllowed):
    help = "offers#make"
    code = "own_offer"
    sentence = _("This offer is your own. You can withdraw it; the other side can decline it.")


class OfferStands(DomainError):
    help = "offers#make"
    code = "offer_stands"
    sentence = _("Your offer “%(title)s” to her is open. Propose other terms there, or withdraw it first.")


class CustomOfferStands(DomainError):
    help = "offers#send"
    code = "offer_stands"
    sentence = _("Your offer “%(title)s” to this client is open. Propose other terms there, or withdraw it first.")


class ClientHasNotWritten(DomainError):
    """So nobody is sent offers by freelancers whom they never answered."""

    help = "offers#send"
    code = "client_has_not_written"
    sentence = _("You can send an offer once the client has written to you in this conversation.")


class NotTheFreelancer(NotAllowed):
    help = "offers#send"
    code = "not_the_freelancer"
    sentence = _("Only the freelancer of a conversation can send a custom offer in it.")


class TooManyOffers(DomainError):
    help = "offers#make"
    code = "too_many_offers"
    sentence = _("%(most)s of your offers wait for an answer. Withdraw one, or wait until one is answered.")


class NotVerified(DomainError):
    help = "certificates#revoked"
    code, sentence = (
        "freelancer_not_verified",
        _("Nobody can hire her here now: her certificate or her account does not stand for new work."),
    )


class ProfileHidden(DomainError):
    help = "offers#not"
    code = "profile_hidden"
    sentence = _("She has hidden her profile and takes no offers now. You can still message her.")


class TakesNoWork(DomainError):
    help = "offers#not"
    code = "takes_no_work"
    sentence = _("She has said that she takes no work now. You can message her and ask when she will be free.")


class LettersFull(DomainError):
    help = "bids#write"
    code, sentence = "letters_full", _("You have %(most)s cover letters. Delete one to save another.")


class NotFreelancer(NotAllowed):
    help = "bids#who"
    code = "not_a_freelancer"
    sentence = _("Only graduates with a valid certificate and a profile can bid.")


class ProfileNotPublished(DomainError):
    help = "first-job#profile"
    code, sentence = "profile_not_published", _("Publish your profile first: the client wants to see who bids.")


class NotInvited(NotAllowed):
    help = "bids#who"
    code, sentence = "not_invited", _("Only invited freelancers can bid on this job.")


class StartersFirst(DomainError):
    """Small jobs are open first to those who have done few."""

    help = "bids#starters"
    code = "starters_first"
    sentence = _(
        "This small job is open first to freelancers with fewer than %(jobs)s jobs done here. "
        "You can bid on it from %(at)s."
    )

    def __init__(self, job: Job) -> None:
        at = lazy(lambda: format_when(local(job.starters_until or clock.now()), language()), str)()
        super().__init__(jobs=settings.LIFECYCLE.starter_jobs, at=at)


class AlreadyBid(DomainError):
    help = "bids#terms"
    code, sentence = "already_bid", _("You have an open bid on this job. You can propose changed terms on it.")


class NothingChanged(DomainError):
    help = "bids#terms"
    code, sentence = "nothing_changed", _("These are the terms that stand already.")


class QuotaUsed(TooMany):
    help = "bids#quota"
    code = "quota_used"
    sentence = _(
        "You have used your %(limit)s bids of this month. New ones come on %(day)s; "
        "sooner, where a client ends a job without hiring anybody."
    )

    def __init__(self, quota: Quota) -> None:
        self.retry_after = max(int((quota.renews_at - clock.now()).total_seconds()), 1)
        day = lazy(lambda: format_day(local(quota.renews_at), get_language() or "en"), str)()
        DomainError.__init__(self, limit=quota.limit, day=day)
