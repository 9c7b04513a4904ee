"""Where a dispute stands, in words: what happens next, by when, and what silence decides."""

from django.utils.translation import gettext as _

from market.contracts.progress import Deadline, Step
from market.disputes.models import Dispute

State, Ending = Dispute.State, Dispute.Ending
# What the running clock does, as a stable word for programs.
WHAT = {
    State.OPENED: "claim_granted",
    State.ANSWERED: "ruling_begins",
    State.NEGOTIATION: "ruling_begins",
    State.RULING: "decided_by_clock",
    State.APPEALED: "ruling_holds",
}


def deadline_of(dispute: Dispute) -> Deadline | None:
    """The clock that runs now; None once it is closed."""
    if dispute.due_at is None:
        return None
    last = dispute.milestone.last_day_at
    if dispute.can_be_appealed:
        return Deadline("ruling_holds", dispute.due_at)
    if last is not None and last <= dispute.due_at and dispute.to_freelancer_value is None:
        return Deadline("decided_by_clock", dispute.due_at)
    return Deadline(WHAT[State(dispute.state)], dispute.due_at)


def default_of(dispute: Dispute) -> str:
    """What happens when the running clock runs out."""
    found = deadline_of(dispute)
    if dispute.state == State.APPEALED:
        return _("Another moderator decides by then, for good. If none does, the first ruling holds.")
    sentences = {
        "claim_granted": _("Without an answer by then it is done as claimed."),
        "ruling_begins": _("If you have not settled by then, a moderator decides."),
        "decided_by_clock": _(
            "If nobody has decided by then, the clock does: work that was handed in is paid; without it the money goes "
            "back. Nobody gets more than was asked for."
        ),
        "ruling_holds": _("After that the ruling holds, and the money moves."),
    }
    return sentences[found.what] if found else ""


def steps(dispute: Dispute) -> list[Step]:
    """The dispute's way on the stitched line, sewn as far as it has come."""
    found = [Step(_("Opened"), "done", dispute.opened_at)]
    if dispute.answered_at:
        found.append(Step(_("Answered"), "done", dispute.answered_at))
    elif dispute.state == State.OPENED:
        found.append(Step(_("Answer"), "now", dispute.due_at))
    if dispute.ruling_from:
        found.append(Step(_("A moderator was asked"), "done", dispute.ruling_from))
    if dispute.ruled_at:
        found.append(Step(_("Ruled"), "done", dispute.ruled_at))
    if dispute.state == State.CLOSED:
        kind = "bad" if dispute.ending in Dispute.UNDECIDED else "done"
        return [*found, Step(dispute.get_ending_display(), kind, dispute.closed_at)]
    return [*found, *_ahead(dispute)]


def _ahead(dispute: Dispute) -> list[Step]:
    """What comes, the running clock first."""
    ruling, end = Step(_("A moderator decides"), "todo"), Step(_("The money moves"), "todo")
    if dispute.state == State.OPENED:
        return [Step(_("Both may settle"), "todo"), ruling, end] if not dispute.is_small else [ruling, end]
    if dispute.state in (State.ANSWERED, State.NEGOTIATION):
        return [Step(_("Both may settle"), "now", dispute.due_at), ruling, end]
    if dispute.state == State.APPEALED:
        return [Step(_("Another moderator decides"), "now", dispute.due_at), end]
    if dispute.can_be_appealed:
        return [Step(_("Time to appeal"), "now", dispute.due_at), end]
    return [Step(ruling.title, "now", dispute.due_at), end]
