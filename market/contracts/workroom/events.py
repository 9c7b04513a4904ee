"""Events of contracts and milestones, and how their parties are notified."""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import partial
from typing import Any

from django.utils.translation import gettext_lazy as _
from moneyed import Money

from market.accounts.models import User
from market.contracts.models import Contract, Milestone
from market.core.base.events import JOBS, WITH, WORK, Event, NotificationType, Webhook, emit
from market.core.base.payloads import Written, serialize_payload
from market.realtime.push import push_on_commit

work_notification = partial(NotificationType, group=WORK, action=_("Open the workroom"))


class ContractEvent(Event):
    """Of a contract or a milestone: it stands in the contract's log."""

    def payload(self, *, on: Any, by: User | None) -> dict[str, Any]:
        """With who did it ("" for the site) and the title of what it happened to."""
        return {"actor": by or "", "title": self.title_of(on), **super().payload(on=on, by=by)}

    def title_of(self, on: Any) -> str:
        """The title in its sentences."""
        return on.title  # type: ignore[no-any-return]  # a contract's or a milestone's

    def facts_for(self, user: User, payload: Mapping[str, Any], *, on: Any) -> Mapping[str, Any]:
        """With the job beside the milestone, and the other side where the payload does not name it."""
        row = getattr(on, "milestone", None) or on
        facts = {**payload, "title": row.full_title if isinstance(row, Milestone) else payload["title"]}
        contract = row if isinstance(row, Contract) else row.contract
        if user.pk not in (contract.client_id, contract.freelancer_id):  # who stands by one of them
            return facts
        other = contract.other(user)
        return facts if other in payload.values() else {**facts, WITH: other}

    def audit_facts(self, payload: Mapping[str, Any], *, on: Any) -> dict[str, object]:
        """The payload, as the contract's log fills the sentence with it; `audited` fields stand for themselves."""
        facts = super().audit_facts(payload, on=on)
        logged = {name: value for name, value in payload.items() if name != "actor" and name not in facts}
        return {**facts, "said": json.dumps(serialize_payload(logged), ensure_ascii=False)}


class MilestonePartEvent(ContractEvent):
    """Of a row that belongs to a milestone: a release, a refund, a dispute."""

    def title_of(self, on: Any) -> str:
        """The milestone's title."""
        return on.milestone.title  # type: ignore[no-any-return]  # see above

    def audit_facts(self, payload: Mapping[str, Any], *, on: Any) -> dict[str, object]:
        """With the milestone, by which the contract's log finds it."""
        return {"milestone": on.milestone_id, **super().audit_facts(payload, on=on)}


def emit_in_contract(event: ContractEvent, *, on: Any, by: User | None, also_to: Iterable[User] = ()) -> None:
    """Emit what happened to `on`, a contract or a row of one, and refresh its open pages.

    The other side is notified (both, where the site did it), and so are the users in `also_to`. An order that was never
    paid is visible to the client alone: no system message is added, and the freelancer is not notified.
    """
    contract: Contract = on if isinstance(on, Contract) else on.contract
    is_private = contract.is_unpaid_order
    parties = [contract.client] if is_private else parties_of(contract)
    users = [each for each in (*parties, *also_to) if by is None or each.pk != by.pk]
    emit(event, on=on, by=by, to=users, conversation=None if is_private else contract.conversation)
    push_on_commit(
        [each.pk for each in (*parties, *also_to)], {"type": "changed", "what": "contract", "id": contract.pk}
    )


def parties_of(contract: Contract) -> list[User]:
    """Both sides of a contract."""
    return [contract.client, contract.freelancer]


def parties_around(row: Any) -> list[User]:
    """Both sides of the contract of a milestone, or another row of a contract."""
    return parties_of(row.contract)


def contract_facts(contract: Contract) -> dict[str, Any]:
    """The webhook payload of a contract."""
    return {
        "contract": contract.pk,
        "state": contract.state,
        "client": contract.client_id,
        "freelancer": contract.freelancer_id,
    }


def milestone_facts(milestone: Milestone) -> dict[str, Any]:
    """The webhook payload of a milestone."""
    return {"milestone": milestone.pk, "state": milestone.state, "contract": milestone.contract_id}


contract_webhook = partial(Webhook, users=parties_of, payload=contract_facts)
milestone_webhook = partial(Webhook, users=parties_around, payload=milestone_facts)
CANCEL_NOTICE_ENDED = milestone_webhook("milestone.cancel_notice_ended", _("A notice to cancel ends"))
REFUND_REFUSED = milestone_webhook("milestone.refund_refused", _("A refund is refused"))


class ContractStarted(ContractEvent, code="contract.started"):
    notification = work_notification(
        subject=_("%(actor)s agreed: the contract “%(title)s” stands"),
        body=_(
            "The terms are agreed and the contract stands. Work starts when the first milestone is funded; until then nothing is owed."
        ),
        label=_("The other side agrees: the contract stands"),
    )
    system_message = _("%(actor)s agreed to the terms. The contract stands.")
    webhook = contract_webhook("contract.started", _("A contract begins"))


class BidJobFilled(Event, code="bid.job_filled"):
    title: str
    client: User

    audited = None
    notification = work_notification(
        subject=_("Another freelancer was chosen for “%(title)s”"),
        body=_(
            "The client has hired for this job, so your bid is closed. Thank you for offering: your profile stays open for others."
        ),
        label=_("Another freelancer is chosen for a job that you bid on"),
        action=_("See the bid"),
        group=JOBS,
    )
    system_message = _("%(client)s chose another bid for “%(title)s”. This one is closed.")


class MilestoneDueSoon(ContractEvent, code="milestone.due_soon"):
    due: datetime

    notification = work_notification(
        subject=_("“%(title)s” is due on %(due)s"),
        body=_("If the work needs more time, the freelancer can ask for it in the workroom, best before that day."),
        label=_("Work is due soon"),
    )
    system_message = _("“%(title)s” is due on %(due)s.")


class MilestoneLate(ContractEvent, code="milestone.late"):
    due: datetime

    notification = work_notification(
        subject=_("“%(title)s” is late: it was due on %(due)s"),
        body=_(
            "The money stays held. In the workroom the freelancer can deliver or ask for more time, and the client can give notice to cancel."
        ),
        label=_("Work is late"),
    )
    system_message = _("“%(title)s” is late: it was due on %(due)s.")


class MilestoneChangesLate(ContractEvent, code="milestone.changes_late"):
    due: datetime

    notification = work_notification(
        subject=_("The changes to “%(title)s” are late: they were due on %(due)s"),
        body=_(
            "The money stays held. In the workroom the freelancer can deliver or ask for more time. Write to each other; if you do not agree, either side can open a dispute."
        ),
        label=_("Changes to work are late"),
    )
    system_message = _("The changes to “%(title)s” are late: they were due on %(due)s.")


class MilestoneCancelNoticeEnded(ContractEvent, code="milestone.cancel_notice_ended"):
    """The notice ended by itself: what ended it notifies both."""

    system_message = _("The notice to cancel “%(title)s” has ended.")
    webhook = CANCEL_NOTICE_ENDED


class MilestoneRevisionGranted(ContractEvent, code="milestone.revision_granted"):
    included: int
    used: int

    notification = work_notification(
        subject=_("%(actor)s grants one more round of changes for “%(title)s”"),
        body=_("%(included)s rounds are in the price now; %(used)s are used."),
        label=_("One more round of changes is granted"),
    )
    system_message = _(
        "%(actor)s granted one more round of changes for “%(title)s”: %(used)s of %(included)s are used."
    )


class MilestoneSubmitted(ContractEvent, code="milestone.submitted"):
    due: datetime
    amount: Money

    notification = work_notification(
        subject=_("%(actor)s delivered “%(title)s”"),
        body=_(
            "Look at the work, then approve it or request changes by %(due)s. After that the %(amount)s is released to her."
        ),
        label=_("Work is delivered to you"),
        action=_("See the work"),
    )
    system_message = _("%(actor)s delivered “%(title)s”. To be answered by %(due)s.")
    webhook = milestone_webhook("milestone.submitted", _("Work is delivered"))


class MilestoneDeliveryReplaced(ContractEvent, code="milestone.delivery_replaced"):
    due: datetime
    amount: Money

    notification = work_notification(
        subject=_("%(actor)s replaced the delivery of “%(title)s”"),
        body=_(
            "Only the new version counts. Look at it, then approve it or request changes by %(due)s. After that the %(amount)s is released to her."
        ),
        label=_("Work that you have not opened yet is replaced"),
        action=_("See the work"),
    )
    system_message = _("%(actor)s replaced the delivery of “%(title)s”. To be answered by %(due)s.")
    webhook = milestone_webhook("milestone.delivery_replaced", _("Delivered work is replaced"))


class MilestoneChangesRequested(ContractEvent, code="milestone.changes_requested"):
    note: Written
    due: datetime

    notification = work_notification(
        subject=_("%(actor)s requests changes to “%(title)s”"),
        body=_("Deliver again by %(due)s; in the workroom you can ask for more time. What is asked: %(note)s"),
        label=_("Changes to your work are asked for"),
    )
    system_message = _("%(actor)s requested changes to “%(title)s”. To be delivered by %(due)s.")
    webhook = milestone_webhook("milestone.changes_requested", _("Changes are asked for"))


class MilestoneRefundRequested(ContractEvent, code="milestone.refund_requested"):
    due: datetime
    amount: Money

    notification = work_notification(
        subject=_("%(actor)s asks for the money of “%(title)s” back"),
        body=_(
            "Agree or refuse by %(due)s. If you do not answer, it counts as a refusal and the %(amount)s stays held."
        ),
        label=_("A client asks for held money back"),
    )
    system_message = _("%(actor)s asked for the %(amount)s of “%(title)s” back. To be answered by %(due)s.")
    webhook = milestone_webhook("milestone.refund_requested", _("A refund is asked for"))


class MilestoneRefundRefused(ContractEvent, code="milestone.refund_refused"):
    notification = work_notification(
        subject=_("%(actor)s refused the refund of “%(title)s”"),
        body=_("The money stays held and the milestone goes on where it was."),
        label=_("A refund is refused"),
    )
    system_message = _("%(actor)s refused the refund of “%(title)s”.")
    webhook = REFUND_REFUSED


class MilestoneRefundWithdrawn(ContractEvent, code="milestone.refund_withdrawn"):
    notification = work_notification(
        subject=_("%(actor)s does not ask for the money of “%(title)s” back any more"),
        body=_("The money stays held and the milestone goes on where it was."),
        label=_("A refund request is withdrawn"),
    )
    system_message = _("%(actor)s withdrew the refund request for “%(title)s”: it goes on where it was.")
    webhook = milestone_webhook("milestone.refund_withdrawn", _("A refund request is withdrawn"))


class MilestoneRefundLapsed(ContractEvent, code="milestone.refund_lapsed"):
    notification = work_notification(
        subject=_("The refund request for “%(title)s” was not answered"),
        body=_("No answer counts as a refusal. The money stays held and the milestone goes on where it was."),
        label=_("A refund request is not answered in time"),
    )
    system_message = _("The refund request for “%(title)s” was not answered: it goes on where it was.")
    webhook = REFUND_REFUSED
