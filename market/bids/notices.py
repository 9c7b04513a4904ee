"""What people are told about bids, and about the end of a job."""

from django.utils.translation import gettext_lazy as _

from market.messaging.lines import register_line
from market.notifications.kinds import register_kind

SEE_BID, SEE_JOB = _("See the bid"), _("See the job")
DECLINED = _("%(client)s declined your bid")

register_kind(
    "bid.submitted",
    subject=_("%(freelancer)s bids %(amount)s: %(job)s"),
    body=_(
        "%(freelancer)s offers to do “%(job)s” for %(amount)s in %(days)s days. Compare, talk, and accept when you are sure."
    ),
    action=SEE_BID,
)
register_kind(
    "bid.withdrawn",
    subject=_("%(freelancer)s withdrew her bid"),
    body=_("%(freelancer)s took back her bid on “%(job)s”. Your other bids stand."),
    action=SEE_BID,
)
register_kind(
    "bid.shortlisted",
    subject=_("%(client)s put your bid on the shortlist"),
    body=_(
        "Your bid on “%(job)s” is one of those that %(client)s likes best. Now the client may ask questions, or accept."
    ),
    action=SEE_BID,
)
register_kind(
    "bid.declined",
    subject=DECLINED,
    body=_("Your bid on “%(job)s” was not chosen. The client gave no reason. Other jobs wait for your bid."),
    action=SEE_BID,
)
register_kind(
    "bid.declined_because",
    subject=DECLINED,
    body=_("Your bid on “%(job)s” was not chosen. The client's reason: %(reason)s"),
    action=SEE_BID,
)
register_kind(
    "bid.terms_proposed",
    subject=_("%(person)s proposes new terms: %(amount)s"),
    body=_(
        "%(person)s proposes %(amount)s in %(days)s days for “%(job)s”. You can accept these terms, or answer with yours."
    ),
    action=SEE_BID,
)
register_kind(
    "bid.lapsed",
    subject=_("A job ended without hiring: %(job)s"),
    body=_("%(client)s hired nobody for “%(job)s”. Your bid has lapsed, and its place in your month is free again."),
    action=SEE_BID,
)
register_kind(
    "job.expiring",
    subject=_("Your job ends soon: %(job)s"),
    body=_("“%(job)s” takes bids until %(at)s. Accept a bid by then, or keep the job open longer."),
    action=SEE_JOB,
)
register_kind(
    "job.expired",
    subject=_("Your job has ended: %(job)s"),
    body=_("The time of “%(job)s” is over and nobody was hired. Its bids have lapsed. You can post the job again."),
    action=SEE_JOB,
)
register_line("bid.submitted", _("%(freelancer)s placed a bid: %(amount)s in %(days)s days."))
register_line("bid.withdrawn", _("%(freelancer)s withdrew her bid."))
register_line("bid.shortlisted", _("%(client)s put the bid on the shortlist."))
register_line("bid.declined", _("%(client)s declined the bid."))
register_line("bid.terms_proposed", _("%(person)s proposed new terms: %(amount)s in %(days)s days."))
register_line("job.ended", _("The job “%(job)s” ended without hiring. The bid has lapsed."))
