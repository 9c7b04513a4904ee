"""What the workroom tells people: news, and lines in the talk."""

from django.utils.translation import gettext_lazy as _

from market.messaging.lines import register_line
from market.notifications.kinds import register_kind

SEE = _("Open the workroom")

register_kind(
    "contract.started",
    subject=_("%(actor)s agreed: the contract “%(title)s” stands"),
    body=_(
        "The terms are agreed and the contract stands. Work starts when the first milestone is funded; until then nothing is owed."
    ),
    action=SEE,
)
register_kind(
    "bid.job_filled",
    subject=_("Another freelancer was chosen for “%(title)s”"),
    body=_(
        "The client has hired for this job, so your bid is closed. Thank you for offering: your profile stays open for others."
    ),
    action=_("See the bid"),
)
register_kind(
    "contract.end_asked",
    subject=_("%(actor)s asks to end the contract “%(title)s”"),
    body=_(
        "No money is held now. If you agree, the contract ends and its open milestones lapse. Otherwise it goes on as it is."
    ),
    action=SEE,
)
register_kind(
    "contract.ended",
    subject=_("The contract “%(title)s” has ended early, as both wished"),
    body=_("Its open milestones have lapsed. What was released before stays released."),
    action=SEE,
)
register_kind(
    "milestone.submitted",
    subject=_("%(actor)s delivered “%(title)s”"),
    body=_(
        "Look at the work, then approve it or ask for changes by %(due)s. After that the %(amount)s is released to her."
    ),
    action=_("See the work"),
)
register_kind(
    "milestone.changes_requested",
    subject=_("%(actor)s asks for changes to “%(title)s”"),
    body=_("What is asked: %(note)s"),
    action=SEE,
)
register_kind(
    "milestone.refund_requested",
    subject=_("%(actor)s asks for the money of “%(title)s” back"),
    body=_("Agree or refuse by %(due)s. If you do not answer, it counts as a refusal and the %(amount)s stays held."),
    action=SEE,
)
register_kind(
    "milestone.refund_refused",
    subject=_("%(actor)s refused the refund of “%(title)s”"),
    body=_("The money stays held and the milestone goes on where it was."),
    action=SEE,
)
register_kind(
    "milestone.refund_lapsed",
    subject=_("The refund request for “%(title)s” was not answered"),
    body=_("No answer counts as a refusal. The money stays held and the milestone goes on where it was."),
    action=SEE,
)

register_line("contract.started", _("%(actor)s agreed to the terms. The contract stands."))
register_line("contract.end_asked", _("%(actor)s asks to end the contract early."))
register_line("contract.ended", _("The contract has ended early, as both wished."))
register_line("milestone.submitted", _("%(actor)s delivered “%(title)s”. To be answered by %(due)s."))
register_line("milestone.changes_requested", _("%(actor)s asked for changes to “%(title)s”."))
register_line(
    "milestone.refund_requested",
    _("%(actor)s asked for the %(amount)s of “%(title)s” back. To be answered by %(due)s."),
)
register_line("milestone.refund_refused", _("%(actor)s refused the refund of “%(title)s”."))
register_line(
    "milestone.refund_lapsed", _("The refund request for “%(title)s” was not answered: it goes on where it was.")
)
