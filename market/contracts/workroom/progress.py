"""The progress of a milestone in words: what happened, what happens next, by when, and who must act."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from market.contracts.models import Milestone
from market.core.base import clock

if TYPE_CHECKING:
    from market.accounts.models import User

State = Milestone.State
NEVER = (State.LAPSED, State.DROPPED)  # ended before any money was held


@dataclass(frozen=True, slots=True)
class Deadline:
    """When something happens unless somebody acts first. `what` is a stable code for programs."""

    what: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a progress line. `state` is "done", "now", "todo" or "bad"."""

    title: str
    state: str
    when: datetime | None = None
    detail: str = ""


# By state, the instants that act on it: the column, and what happens then.
DEADLINES: dict[State, tuple[tuple[str, str], ...]] = {
    State.AWAITING_FUNDING: (("funding_due_at", "funding_lapses"),),
    State.FUNDED: (
        ("work_due_at", "work_due"),
        ("cancel_at", "cancelled_after_notice"),
        ("idle_refund_at", "refunded_if_idle"),
        ("last_day_at", "last_day_of_holding"),
    ),
    State.SUBMITTED: (("review_due_at", "approved_by_silence"), ("last_day_at", "last_day_of_holding")),
    State.CHANGES_REQUESTED: (("changes_due_at", "changes_due"), ("last_day_at", "last_day_of_holding")),
    State.REFUND_REQUESTED: (("refund_due_at", "refund_request_lapses"), ("last_day_at", "last_day_of_holding")),
}


def next_deadline(milestone: Milestone) -> Deadline | None:
    """The next instant at which the site does something by itself; None where there is none, or while the milestone is
    frozen by a chargeback. That work became late is a fact and no deadline: see `late_since`."""
    if milestone.is_frozen:
        return None
    deadlines = DEADLINES.get(State(milestone.state), ())
    acting = [each for each in deadlines if each[0] not in Milestone.DUE.values()] if is_late(milestone) else deadlines
    instants = [(getattr(milestone, column), what) for column, what in acting]
    at, what = min(((at, what) for at, what in instants if at), default=(None, ""))
    return Deadline(what, at) if at else None


def is_late(milestone: Milestone) -> bool:
    """Whether the work is due and not delivered yet, or changes of it."""
    due = milestone.due_at
    return due is not None and due <= clock.now()


def late_since(milestone: Milestone) -> datetime | None:
    """Since when the work is late, where nothing but that is to be said of its time: no notice to cancel runs."""
    return milestone.due_at if is_late(milestone) and milestone.cancel_at is None else None


def can_give_cancel_notice(milestone: Milestone) -> bool:
    """Whether the client can give notice to cancel: it is late, nothing was delivered, and no notice runs yet."""
    return milestone.state == State.FUNDED and late_since(milestone) is not None and not milestone.is_frozen


def whose_turn(milestone: Milestone) -> str:
    """Who must act: "client", "freelancer", or "" when nobody must."""
    turns = {
        State.AWAITING_FUNDING: "client" if milestone.funding_due_at else "",
        State.FUNDED: "freelancer",
        State.SUBMITTED: "client",
        State.CHANGES_REQUESTED: "freelancer",
        State.REFUND_REQUESTED: "freelancer",
    }
    return "" if milestone.is_frozen else turns.get(State(milestone.state), "")


def badge(milestone: Milestone) -> str:
    """The style of the badge for its state: "good", "wait", "bad", "note" or ""."""
    styles = {
        State.FUNDED: "good",
        State.SUBMITTED: "wait",
        State.CHANGES_REQUESTED: "wait",
        State.REFUND_REQUESTED: "bad",
        State.DISPUTED: "bad",
        State.RELEASED: "good",
        State.REFUNDED: "note",
        State.SPLIT: "note",
    }
    return styles.get(State(milestone.state), "")


def sentence(milestone: Milestone, user: "User") -> str:
    """What happens next, worded for one of the parties. The template fills the placeholders:
    %(due)s, %(amount)s, %(she)s (the freelancer's name), %(client)s."""
    contract = milestone.contract
    as_client = contract.client_id == user.pk
    if milestone.state == State.AWAITING_FUNDING and not milestone.funding_due_at:
        return _("It waits for the milestone before it to end.")
    if milestone.is_frozen:
        return _("The client's bank looks at this payment. The %(amount)s is frozen until the bank has decided.")
    if is_late(milestone):
        late = LATE if milestone.state == State.FUNDED else CHANGES_LATE
        pair = late if milestone.cancel_at is None else UNDER_NOTICE
        return pair[0]() if as_client else pair[1]()
    if milestone.state == State.LAPSED and contract.state == contract.State.ENDED:
        return _("The contract ended before it was funded. Nothing was charged, and no work is owed.")
    if as_client and is_owed_back(milestone):
        return OWED_BACK[State(milestone.state)]()
    pair = SENTENCES[State(milestone.state)]
    return pair[0]() if as_client else pair[1]()


def is_owed_back(milestone: Milestone) -> bool:
    """Whether what was to go back to the client, all of it or its rest, did not reach them: the site owes it."""
    return milestone.state in OWED_BACK and milestone.refunds.filter(state="failed", repaid_at=None).exists()


SentencePair = tuple[Callable[[], str], Callable[[], str]]
LATE: SentencePair = (
    lambda: _(
        "LATE: %(she)s was to deliver by %(due)s. The %(amount)s stays held. Write to each other, or give notice to cancel."
    ),
    lambda: _("LATE: you were to deliver by %(due)s. The %(amount)s stays held. Deliver, or ask for more time."),
)
CHANGES_LATE: SentencePair = (
    lambda: _(
        "LATE: %(she)s was to deliver the changes by %(due)s. The %(amount)s stays held. Write to each other, or open a dispute."
    ),
    lambda: _(
        "LATE: you were to deliver the changes by %(due)s. The %(amount)s stays held. Deliver, or ask for more time."
    ),
)
UNDER_NOTICE: SentencePair = (
    lambda: _(
        "You gave notice. If %(she)s has not delivered by %(due)s, the %(amount)s and its fee go back to you, and this is cancelled."
    ),
    lambda: _(
        "%(client)s gave notice to cancel. Deliver by %(due)s, or ask for more time. Otherwise the %(amount)s goes back and this is cancelled."
    ),
)
OWED_BACK: dict[State, Callable[[], str]] = {
    State.REFUNDED: lambda: _(
        "The refund did not go through: %(refunded)s with its fee on top is still yours. See your money page."
    ),
    State.SPLIT: lambda: _(
        "%(released)s was released to %(she)s. The refund of the rest did not go through: %(refunded)s with its fee on top is still yours. See your money page."
    ),
}
SENTENCES: dict[State, SentencePair] = {
    State.AWAITING_FUNDING: (
        lambda: _(
            "Fund it by %(due)s, and %(she)s starts. The money is held, not paid, until you approve the work. Otherwise it lapses."
        ),
        lambda: _(
            "DO NOT START YET: no money is held for this. %(client)s has until %(due)s to fund it; otherwise it lapses."
        ),
    ),
    State.FUNDED: (
        lambda: _("%(amount)s is held for %(she)s. She is to deliver by %(due)s."),
        lambda: _("%(amount)s is held for you. Deliver by %(due)s."),
    ),
    State.SUBMITTED: (
        lambda: _(
            "%(she)s has delivered. Approve it, or request changes by %(due)s. After that the %(amount)s is released to her."
        ),
        lambda: _(
            "You have delivered. The %(amount)s is released to you on %(due)s unless %(client)s requests changes."
        ),
    ),
    State.CHANGES_REQUESTED: (
        lambda: _("You requested changes. %(she)s is to deliver them by %(due)s. The %(amount)s stays held."),
        lambda: _("%(client)s requests changes. Deliver again by %(due)s. The %(amount)s stays held for you."),
    ),
    State.REFUND_REQUESTED: (
        lambda: _(
            "You asked for the %(amount)s back. %(she)s answers by %(due)s; no answer counts as no. You may still approve."
        ),
        lambda: _(
            "%(client)s asks for the %(amount)s back. Answer by %(due)s; no answer counts as no, and the money stays held."
        ),
    ),
    State.DISPUTED: (
        lambda: _("The %(amount)s is frozen while the dispute is settled."),
        lambda: _("The %(amount)s is frozen while the dispute is settled."),
    ),
    State.RELEASED: (
        lambda: _("%(released)s was released to %(she)s. This milestone is done."),
        lambda: _("%(released)s was released to you. This milestone is done."),
    ),
    State.REFUNDED: (
        lambda: _("%(refunded)s went back to you, and its fee on top."),
        lambda: _("The %(refunded)s went back to %(client)s."),
    ),
    State.SPLIT: (
        lambda: _("%(released)s was released to %(she)s, and %(refunded)s went back to you, and its fee on top."),
        lambda: _("%(released)s was released to you, and %(refunded)s went back to %(client)s."),
    ),
    State.LAPSED: (
        lambda: _("It was not funded in time, so it lapsed. Nothing was charged."),
        lambda: _("It was not funded in time, so it lapsed. You owe no work for it."),
    ),
    State.DROPPED: (
        lambda: _("You both agreed to do without it. Nothing was charged."),
        lambda: _("You both agreed to do without it. You owe no work for it."),
    ),
}


def contract_step(milestone: Milestone) -> Step:
    """The milestone as one step of its contract."""
    if milestone.is_ended:
        return Step(milestone.title, "bad" if milestone.state in (State.REFUNDED, *NEVER) else "done")
    return Step(milestone.title, "now" if milestone.funded_at or milestone.funding_due_at else "todo")


def contract_steps(milestones: Iterable[Milestone]) -> list[Step]:
    """The steps of a contract, one for each milestone. Only the first one under way is "now"."""
    steps = [contract_step(each) for each in milestones]
    now = next((each for each in steps if each.state == "now"), None)
    return [replace(each, state="todo") if each.state == "now" and each is not now else each for each in steps]


def steps(milestone: Milestone, user: "User") -> list[Step]:
    """The steps of a milestone: those that are done, then those that are expected."""
    as_client = milestone.contract.client_id == user.pk
    done = [_funding_step(milestone, as_client)]
    for delivery in milestone.deliveries.all():
        done.append(Step(_("Work delivered"), "done", delivery.submitted_at))
        if delivery.changes_requested_at:
            done.append(Step(_("Changes asked for"), "done", delivery.changes_requested_at))
    return [*done, *_steps_ahead(milestone, as_client)]


def _funding_step(milestone: Milestone, as_client: bool) -> Step:
    if milestone.funded_at:
        return Step(_("You funded it") if as_client else _("Funded by the client"), "done", milestone.funded_at)
    if milestone.state in NEVER:
        title = _("Dropped by agreement") if milestone.state == State.DROPPED else _("Not funded: lapsed")
        return Step(title, "bad", milestone.ended_at)
    state = "now" if milestone.funding_due_at else "todo"
    return Step(_("You fund it") if as_client else _("The client funds it"), state, milestone.funding_due_at)


def _steps_ahead(milestone: Milestone, as_client: bool) -> list[Step]:
    is_owed = as_client and is_owed_back(milestone)
    ends = {
        State.RELEASED: Step(_("Released"), "done", milestone.ended_at),
        State.REFUNDED: Step(_("Refunded"), "bad", milestone.ended_at),
        State.SPLIT: Step(_("Split"), "done", milestone.ended_at),
    }
    if milestone.state in NEVER:
        return []
    if milestone.is_ended:
        owed = [Step(_("Refund not arrived"), "bad", milestone.ended_at)] if is_owed else []
        return owed if owed and milestone.state == State.REFUNDED else [ends[State(milestone.state)], *owed]
    release = Step(_("The freelancer is paid") if as_client else _("Released, then it clears"), "todo")
    approve = Step(_("Your approval") if as_client else _("The client approves"), "todo")
    deliver = Step(_("The work is delivered") if as_client else _("You deliver"), "todo")
    if milestone.state == State.SUBMITTED:
        return [Step(approve.title, "now", milestone.review_due_at), release]
    if milestone.state == State.REFUND_REQUESTED:
        return [
            Step(
                _("Refund asked for: her answer") if as_client else _("Refund asked for: your answer"),
                "now",
                milestone.refund_due_at,
            ),
            release,
        ]
    if milestone.state == State.DISPUTED:
        return [Step(_("Dispute: the money is frozen"), "now"), Step(_("Settled, or decided by a moderator"), "todo")]
    if milestone.state in (State.FUNDED, State.CHANGES_REQUESTED):
        return [Step(deliver.title, "now", milestone.due_at), approve, release]
    return [deliver, approve, release]
