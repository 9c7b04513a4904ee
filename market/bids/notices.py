"""What people are told about bids, and about the end of a job."""

from django.utils.translation import gettext_lazy as _

from market.messaging.system_messages import register_line
from market.notifications.inbox.types import register_kind

SEE_BID, SEE_JOB, SEE_OFFER = _("See the bid"), _("See the job"), _("See the offer")
DECLINED = _("%(client)s declined your bid")

register_kind(
    "bid.submitted",
    subject=_("%(freelancer)s bids %(amount)s: %(job)s"),
    body=_(
        "%(freelancer)s offers to do “%(job)s” for %(amount)s in %(days)s days. Compare, talk, and accept when you are sure."
    ),
    action=SEE_BID,
    about=_("Somebody bids on your job"),
)
register_kind(
    "bid.withdrawn",
    subject=_("%(freelancer)s withdrew her bid"),
    body=_("%(freelancer)s took back her bid on “%(job)s”. Your other bids stand."),
    action=SEE_BID,
    about=_("A freelancer withdraws her bid"),
)
register_kind(
    "bid.shortlisted",
    subject=_("%(client)s put your bid on the shortlist"),
    body=_(
        "Your bid on “%(job)s” is one of those that %(client)s likes best. Now the client may ask questions, or accept."
    ),
    action=SEE_BID,
    about=_("Your bid comes on a shortlist"),
)
register_kind(
    "bid.declined",
    subject=DECLINED,
    body=_("Your bid on “%(job)s” was not chosen. The client gave no reason. Other jobs wait for your bid."),
    action=SEE_BID,
    about=_("Your bid is not chosen"),
)
register_kind(
    "bid.declined_because",
    subject=DECLINED,
    body=_("Your bid on “%(job)s” was not chosen. The client's reason: %(reason)s"),
    action=SEE_BID,
    about=_("Your bid is not chosen"),
)
register_kind(
    "bid.terms_proposed",
    subject=_("%(person)s proposes new terms: %(amount)s"),
    body=_(
        "%(person)s proposes %(amount)s in %(days)s days for “%(job)s”. You can accept these terms, or answer with yours."
    ),
    action=SEE_BID,
    about=_("The other side proposes other terms"),
)
register_kind(
    "bid.read",
    subject=_("%(person)s has read your bid"),
    body=_("The client of “%(job)s” opened your bid for the first time. You need not do anything."),
    action=SEE_BID,
    about=_("Your bid is read for the first time"),
    quiet=True,
)
register_kind(
    "offer.made",
    subject=_("%(client)s offers you a contract: %(amount)s"),
    body=_(
        "%(client)s would like you to do “%(title)s” for %(amount)s in %(days)s days. Accept, answer with your terms, or decline until %(until)s. It takes none of your bids."
    ),
    action=SEE_OFFER,
    about=_("A client offers you a contract directly"),
)
register_kind(
    "offer.read",
    subject=_("%(person)s has read your offer"),
    body=_("%(person)s opened your offer “%(job)s” for the first time. You will hear when she answers."),
    action=SEE_OFFER,
    about=_("Your direct offer is read for the first time"),
    quiet=True,
)
register_kind(
    "offer.declined",
    subject=_("%(freelancer)s declined your offer"),
    body=_("%(freelancer)s cannot take on “%(title)s”. Nothing was charged. You can offer it to somebody else."),
    action=SEE_OFFER,
    about=_("Your direct offer is declined"),
)
register_kind(
    "offer.declined_because",
    subject=_("%(freelancer)s declined your offer"),
    body=_("%(freelancer)s cannot take on “%(title)s”. Her reason: %(reason)s"),
    action=SEE_OFFER,
    about=_("Your direct offer is declined"),
)
register_kind(
    "offer.withdrawn",
    subject=_("%(client)s withdrew the offer “%(title)s”"),
    body=_("%(client)s took the offer “%(title)s” back before it was answered. You need not do anything."),
    action=SEE_OFFER,
    about=_("A direct offer to you is withdrawn"),
)
register_kind(
    "offer.lapsing",
    subject=_("%(person)s waits for your answer: %(title)s"),
    body=_("The offer “%(title)s” lapses at %(at)s. Accept the terms, answer with yours, or say no until then."),
    action=SEE_OFFER,
    about=_("A direct offer that you can answer lapses soon"),
)
register_kind(
    "offer.lapsed",
    subject=_("The offer “%(title)s” has lapsed"),
    body=_("Nobody answered in time, so the offer “%(title)s” has ended. Nothing was charged. It can be made again."),
    action=SEE_OFFER,
    about=_("A direct offer lapses unanswered"),
)
register_kind(
    "bid.lapsed",
    subject=_("A job ended without hiring: %(job)s"),
    body=_("%(client)s hired nobody for “%(job)s”. Your bid has lapsed, and its place in your month is free again."),
    action=SEE_BID,
    about=_("A job that you bid on ends without hiring"),
)
register_kind(
    "job.expiring",
    subject=_("Your job ends soon: %(job)s"),
    body=_("“%(job)s” takes bids until %(at)s. Accept a bid by then, or keep the job open longer."),
    action=SEE_JOB,
    about=_("Your job ends soon"),
)
register_kind(
    "job.expired",
    subject=_("Your job has ended: %(job)s"),
    body=_("The time of “%(job)s” is over and nobody was hired. Its bids have lapsed. You can post the job again."),
    action=SEE_JOB,
    about=_("Your job has ended"),
)
register_kind(
    "bid.job_removed",
    subject=_("Moderators took a job off the site: %(job)s"),
    body=_(
        "Nobody is hired for “%(job)s” any more. What was offered has lapsed; a bid's place in your month is free again. "
        "If you were asked for money or papers, give none, and report it."
    ),
    action=SEE_BID,
    about=_("Moderators hide or remove a job that you bid on, or show it again"),
)
register_kind(
    "job.removed",
    subject=_("Your job is off the site: %(job)s"),
    body=_("The time of “%(job)s” ended while moderators hid it. Its bids have lapsed, and it cannot be posted again."),
    action=SEE_JOB,
    about=_("Your job has ended"),
)
register_line("bid.submitted", _("%(freelancer)s placed a bid: %(amount)s in %(days)s days."))
register_line("bid.withdrawn", _("%(freelancer)s withdrew her bid."))
register_line("bid.shortlisted", _("%(client)s put the bid on the shortlist."))
register_line("bid.declined", _("%(client)s declined the bid."))
register_line("bid.terms_proposed", _("%(person)s proposed new terms: %(amount)s in %(days)s days."))
register_line("job.ended", _("The job “%(job)s” ended without hiring. The bid has lapsed."))
register_line("job.removed", _("Moderators took “%(job)s” off the site. What was offered has lapsed."))
register_line("offer.made", _("%(client)s offered a contract: %(amount)s in %(days)s days."))
register_line("offer.declined", _("%(freelancer)s declined the offer."))
register_line("offer.withdrawn", _("%(client)s withdrew the offer."))
register_line("offer.lapsed", _("Nobody answered the offer in time. It has lapsed."))
