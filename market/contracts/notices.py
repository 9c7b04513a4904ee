"""What the workroom tells people: news, and lines in the talk."""

from django.utils.translation import gettext_lazy as _

from market.messaging.system_messages import register_line
from market.notifications.telling.types import register_kind

SEE = _("Open the workroom")

register_kind(
    "contract.started",
    subject=_("%(actor)s agreed: the contract “%(title)s” stands"),
    body=_(
        "The terms are agreed and the contract stands. Work starts when the first milestone is funded; until then nothing is owed."
    ),
    action=SEE,
    about=_("The other side agrees: the contract stands"),
)
register_kind(
    "bid.job_filled",
    subject=_("Another freelancer was chosen for “%(title)s”"),
    body=_(
        "The client has hired for this job, so your bid is closed. Thank you for offering: your profile stays open for others."
    ),
    action=_("See the bid"),
    about=_("Another freelancer is chosen for a job that you bid on"),
)
register_kind(
    "contract.end_asked",
    subject=_("%(actor)s asks to end the contract “%(title)s”"),
    body=_(
        "In the workroom stands what would be released and what would go back. Answer by %(due)s. If you agree, the "
        "contract ends at once; otherwise it goes on as it is."
    ),
    action=_("See what is asked"),
    about=_("The other side asks to end a contract early"),
)
register_kind(
    "contract.end_agreed",
    subject=_("The contract “%(title)s” has ended early, as both wished"),
    body=_("Its open milestones have lapsed, and what was held went where both had agreed."),
    action=SEE,
    about=_("A contract has ended early"),
)
for code, subject, body, about in (
    (
        "end_refused",
        _("%(actor)s does not want to end the contract “%(title)s” now"),
        _("It goes on as it is. Talk about it, or ask again for something else."),
        _("The other side refuses to end a contract"),
    ),
    (
        "end_withdrawn",
        _("%(actor)s does not ask to end the contract “%(title)s” any more"),
        _("It goes on as it is."),
        _("The other side takes back that a contract should end"),
    ),
    (
        "end_lapsed",
        _("Nobody answered whether the contract “%(title)s” ends early"),
        _("It goes on as it is. Either side may ask again."),
        _("An early end was not answered"),
    ),
    (
        "change_asked",
        _("%(actor)s proposes a change of the contract “%(title)s”"),
        _("In the workroom you see what would be different. Answer by %(due)s; until then all stays as agreed."),
        _("The other side proposes a change of a contract"),
    ),
    (
        "change_agreed",
        _("%(actor)s agreed: the contract “%(title)s” is changed"),
        _("Its milestones now stand in the workroom as you proposed."),
        _("Your change of a contract is agreed"),
    ),
    (
        "change_refused",
        _("%(actor)s does not agree to change the contract “%(title)s”"),
        _("All stays as it was. Talk about it, or propose something else."),
        _("Your change of a contract is refused"),
    ),
    (
        "change_withdrawn",
        _("%(actor)s took back the change of the contract “%(title)s”"),
        _("All stays as it was."),
        _("A proposed change is taken back"),
    ),
    (
        "change_lapsed",
        _("Nobody answered the change of the contract “%(title)s”"),
        _("All stays as it was. Either side may propose again."),
        _("A proposed change was not answered"),
    ),
    (
        "extension_asked",
        _("%(actor)s asks for more time for “%(title)s”"),
        _("She would deliver by %(until)s. Grant or refuse it by %(due)s; no answer leaves the time as it is."),
        _("The freelancer asks for more time"),
    ),
    (
        "extension_agreed",
        _("%(actor)s gives you more time for “%(title)s”"),
        _("The work is now due on %(until)s."),
        _("More time is granted"),
    ),
    (
        "extension_refused",
        _("%(actor)s gives no more time for “%(title)s”"),
        _("The work is due when it was due before. Talk with the client if you cannot keep it."),
        _("More time is refused"),
    ),
    (
        "extension_withdrawn",
        _("%(actor)s needs no more time for “%(title)s”"),
        _("The work is due when it was due before."),
        _("The freelancer takes back that she needs more time"),
    ),
    (
        "extension_lapsed",
        _("Nobody answered whether there is more time for “%(title)s”"),
        _("The work is due when it was due before."),
        _("A request for more time was not answered"),
    ),
    (
        "revision_asked",
        _("%(actor)s asks for one more round of changes for “%(title)s”"),
        _("All rounds in the price are used. Grant one more or refuse by %(due)s; no answer leaves all as it is."),
        _("The client asks for one more round of changes"),
    ),
    (
        "revision_agreed",
        _("%(actor)s grants one more round of changes for “%(title)s”"),
        _("Now ask for the changes in the workroom."),
        _("One more round of changes is granted"),
    ),
    (
        "revision_refused",
        _("%(actor)s grants no more round of changes for “%(title)s”"),
        _("Approve the work, propose a change of the contract that pays for more, or ask for the money back."),
        _("One more round of changes is refused"),
    ),
    (
        "revision_withdrawn",
        _("%(actor)s needs no more round of changes for “%(title)s”"),
        _("The delivered work waits for its approval as before."),
        _("The client takes back that more changes are needed"),
    ),
    (
        "revision_lapsed",
        _("Nobody answered whether there is one more round of changes for “%(title)s”"),
        _("All stays as it was."),
        _("A request for one more round was not answered"),
    ),
):
    register_kind(f"contract.{code}", subject=subject, body=body, action=SEE, about=about)
register_kind(
    "milestone.due_soon",
    subject=_("“%(title)s” is due on %(due)s"),
    body=_("If the work needs more time, the freelancer can ask for it in the workroom, best before that day."),
    action=SEE,
    about=_("Work is due soon"),
)
register_kind(
    "milestone.late",
    subject=_("“%(title)s” is late: it was due on %(due)s"),
    body=_("The money stays held. Talk with each other; the freelancer can ask for more time in the workroom."),
    action=SEE,
    about=_("Work is late"),
)
register_kind(
    "milestone.revision_granted",
    subject=_("%(actor)s grants one more round of changes for “%(title)s”"),
    body=_("%(included)s rounds are in the price now; %(used)s are used."),
    action=SEE,
    about=_("One more round of changes is granted"),
)
register_kind(
    "milestone.submitted",
    subject=_("%(actor)s delivered “%(title)s”"),
    body=_(
        "Look at the work, then approve it or ask for changes by %(due)s. After that the %(amount)s is released to her."
    ),
    action=_("See the work"),
    about=_("Work is delivered to you"),
)
register_kind(
    "milestone.changes_requested",
    subject=_("%(actor)s asks for changes to “%(title)s”"),
    body=_("What is asked: %(note)s"),
    action=SEE,
    about=_("Changes to your work are asked for"),
)
register_kind(
    "milestone.refund_requested",
    subject=_("%(actor)s asks for the money of “%(title)s” back"),
    body=_("Agree or refuse by %(due)s. If you do not answer, it counts as a refusal and the %(amount)s stays held."),
    action=SEE,
    about=_("A client asks for held money back"),
)
register_kind(
    "milestone.refund_refused",
    subject=_("%(actor)s refused the refund of “%(title)s”"),
    body=_("The money stays held and the milestone goes on where it was."),
    action=SEE,
    about=_("A refund is refused"),
)
register_kind(
    "milestone.refund_lapsed",
    subject=_("The refund request for “%(title)s” was not answered"),
    body=_("No answer counts as a refusal. The money stays held and the milestone goes on where it was."),
    action=SEE,
    about=_("A refund request is not answered in time"),
)

register_line("contract.started", _("%(actor)s agreed to the terms. The contract stands."))
register_line("contract.end_asked", _("%(actor)s asks to end the contract early."))
register_line("contract.end_agreed", _("The contract has ended early, as both wished."))
register_line("contract.end_refused", _("%(actor)s does not want to end the contract now."))
register_line("contract.end_withdrawn", _("%(actor)s does not ask to end the contract any more."))
register_line("contract.end_lapsed", _("Nobody answered whether the contract ends early: it goes on."))
register_line("contract.change_asked", _("%(actor)s proposes a change of the contract. To be answered by %(due)s."))
register_line("contract.change_agreed", _("%(actor)s agreed: the contract is changed."))
register_line("contract.change_refused", _("%(actor)s does not agree to the change: all stays as it was."))
register_line("contract.change_withdrawn", _("%(actor)s took back the proposed change."))
register_line("contract.change_lapsed", _("Nobody answered the proposed change: all stays as it was."))
register_line(
    "contract.extension_asked", _("%(actor)s asks to deliver “%(title)s” by %(until)s. To be answered by %(due)s.")
)
register_line("contract.extension_agreed", _("%(actor)s gives more time: “%(title)s” is due on %(until)s."))
register_line("contract.extension_refused", _("%(actor)s gives no more time for “%(title)s”."))
register_line("contract.extension_withdrawn", _("%(actor)s needs no more time for “%(title)s”."))
register_line("contract.extension_lapsed", _("Nobody answered whether there is more time for “%(title)s”."))
register_line(
    "contract.revision_asked",
    _("%(actor)s asks for one more round of changes for “%(title)s”. To be answered by %(due)s."),
)
register_line("contract.revision_agreed", _("%(actor)s grants one more round of changes for “%(title)s”."))
register_line("contract.revision_refused", _("%(actor)s grants no more round of changes for “%(title)s”."))
register_line("contract.revision_withdrawn", _("%(actor)s needs no more round of changes for “%(title)s”."))
register_line("contract.revision_lapsed", _("Nobody answered about one more round of changes for “%(title)s”."))
register_line("milestone.due_soon", _("“%(title)s” is due on %(due)s."))
register_line("milestone.late", _("“%(title)s” is late: it was due on %(due)s."))
register_line(
    "milestone.revision_granted",
    _("%(actor)s grants one more round of changes for “%(title)s”: %(used)s of %(included)s are used."),
)
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
