"""Events of proposals."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from market.accounts.models import User
from market.contracts.models import Proposal
from market.contracts.workroom.events import ContractEvent, contract_webhook, work_notification

Kind, State = Proposal.Kind, Proposal.State


class ProposalEvent(ContractEvent):
    """Of a proposal: `due` is when its answer is due, `until` the work's new due date in an extension."""

    due: datetime | None = None
    until: datetime | None = None


class ContractProposalDue(ContractEvent, code="contract.proposal_due"):
    """A proposal of `asker`, whatever its kind, waits for the other side's answer until `due`."""

    asker: User
    due: datetime

    notification = work_notification(
        subject=_("“%(title)s”: a request of %(asker)s waits for your answer until %(due)s"),
        body=_("In the workroom you see what would be different. Without an answer all stays as agreed."),
        label=_("A request in a contract waits for your answer"),
    )


class ContractChangeAsked(ProposalEvent, code="contract.change_asked"):
    notification = work_notification(
        subject=_("%(actor)s proposes a change of the contract “%(title)s”"),
        body=_("In the workroom you see what would be different. Answer by %(due)s; until then all stays as agreed."),
        label=_("The other side proposes a change of a contract"),
    )
    system_message = _("%(actor)s proposed a change of the contract. To be answered by %(due)s.")


class ContractChangeAgreed(ProposalEvent, code="contract.change_agreed"):
    notification = work_notification(
        subject=_("%(actor)s agreed: the contract “%(title)s” is changed"),
        body=_("Its milestones now stand in the workroom as you proposed."),
        label=_("Your change of a contract is agreed"),
    )
    system_message = _("%(actor)s agreed: the contract is changed.")


class ContractChangeRefused(ProposalEvent, code="contract.change_refused"):
    notification = work_notification(
        subject=_("%(actor)s does not agree to change the contract “%(title)s”"),
        body=_("All stays as it was. Write to each other, or propose something else."),
        label=_("Your change of a contract is refused"),
    )
    system_message = _("%(actor)s declined the change: all stays as it was.")


class ContractChangeWithdrawn(ProposalEvent, code="contract.change_withdrawn"):
    notification = work_notification(
        subject=_("%(actor)s withdrew the change of the contract “%(title)s”"),
        body=_("Nothing changes."),
        label=_("A proposed change is withdrawn"),
    )
    system_message = _("%(actor)s withdrew the proposed change.")


class ContractChangeLapsed(ProposalEvent, code="contract.change_lapsed"):
    notification = work_notification(
        subject=_("Nobody answered the change of the contract “%(title)s”"),
        body=_("All stays as it was. Either side may propose again."),
        label=_("A proposed change was not answered"),
    )
    system_message = _("Nobody answered the proposed change: all stays as it was.")


class ContractExtensionAsked(ProposalEvent, code="contract.extension_asked"):
    notification = work_notification(
        subject=_("%(actor)s asks for more time for “%(title)s”"),
        body=_("She would deliver by %(until)s. Grant or refuse it by %(due)s; no answer leaves the time as it is."),
        label=_("The freelancer asks for more time"),
    )
    system_message = _("%(actor)s asked to deliver “%(title)s” by %(until)s. To be answered by %(due)s.")


class ContractExtensionAgreed(ProposalEvent, code="contract.extension_agreed"):
    notification = work_notification(
        subject=_("%(actor)s gives you more time for “%(title)s”"),
        body=_("The work is now due on %(until)s."),
        label=_("More time is granted"),
    )
    system_message = _("%(actor)s gave more time: “%(title)s” is due on %(until)s.")


class ContractExtensionRefused(ProposalEvent, code="contract.extension_refused"):
    notification = work_notification(
        subject=_("%(actor)s gives no more time for “%(title)s”"),
        body=_("The work is due when it was due before. Write to the client if you cannot make it."),
        label=_("More time is refused"),
    )
    system_message = _("%(actor)s gave no more time for “%(title)s”.")


class ContractExtensionWithdrawn(ProposalEvent, code="contract.extension_withdrawn"):
    notification = work_notification(
        subject=_("%(actor)s needs no more time for “%(title)s”"),
        body=_("The work is due when it was due before."),
        label=_("The freelancer withdraws the request for more time"),
    )
    system_message = _("%(actor)s took back the request for more time for “%(title)s”.")


class ContractExtensionLapsed(ProposalEvent, code="contract.extension_lapsed"):
    notification = work_notification(
        subject=_("Nobody answered whether there is more time for “%(title)s”"),
        body=_("The work is due when it was due before."),
        label=_("A request for more time was not answered"),
    )
    system_message = _("Nobody answered whether there is more time for “%(title)s”.")


class ContractRevisionAsked(ProposalEvent, code="contract.revision_asked"):
    notification = work_notification(
        subject=_("%(actor)s asks for one more round of changes for “%(title)s”"),
        body=_("All rounds in the price are used. Grant one more or refuse by %(due)s; no answer leaves all as it is."),
        label=_("The client asks for one more round of changes"),
    )
    system_message = _("%(actor)s asked for one more round of changes for “%(title)s”. To be answered by %(due)s.")


class ContractRevisionAgreed(ProposalEvent, code="contract.revision_agreed"):
    notification = work_notification(
        subject=_("%(actor)s grants one more round of changes for “%(title)s”"),
        body=_("Now ask for the changes in the workroom."),
        label=_("One more round of changes is granted"),
    )
    system_message = _("%(actor)s granted one more round of changes for “%(title)s”.")


class ContractRevisionRefused(ProposalEvent, code="contract.revision_refused"):
    notification = work_notification(
        subject=_("%(actor)s grants no more round of changes for “%(title)s”"),
        body=_("Approve the work, propose a change of the contract that pays for more, or ask for the money back."),
        label=_("One more round of changes is refused"),
    )
    system_message = _("%(actor)s granted no more round of changes for “%(title)s”.")


class ContractRevisionWithdrawn(ProposalEvent, code="contract.revision_withdrawn"):
    notification = work_notification(
        subject=_("%(actor)s needs no more round of changes for “%(title)s”"),
        body=_("The delivered work waits for its approval as before."),
        label=_("The client withdraws the request for more changes"),
    )
    system_message = _("%(actor)s took back the request for one more round of changes for “%(title)s”.")


class ContractRevisionLapsed(ProposalEvent, code="contract.revision_lapsed"):
    notification = work_notification(
        subject=_("Nobody answered whether there is one more round of changes for “%(title)s”"),
        body=_("Nothing changes."),
        label=_("A request for one more round was not answered"),
    )
    system_message = _("Nobody answered about one more round of changes for “%(title)s”.")


class ContractEndAsked(ProposalEvent, code="contract.end_asked"):
    notification = work_notification(
        subject=_("%(actor)s asks to end the contract “%(title)s”"),
        body=_(
            "In the workroom stands what would be released and what would go back. Answer by %(due)s. If you agree, the contract ends at once; otherwise it goes on as it is."
        ),
        label=_("The other side asks to end a contract early"),
        action=_("See what is asked"),
    )
    system_message = _("%(actor)s asked to end the contract early.")
    webhook = contract_webhook("contract.end_asked", _("One side asks to end the contract"))


class ContractEndAgreed(ProposalEvent, code="contract.end_agreed"):
    notification = work_notification(
        subject=_("The contract “%(title)s” has ended early, as both wished"),
        body=_("Its open milestones have lapsed, and what was held went where both had agreed."),
        label=_("A contract has ended early"),
    )
    system_message = _("The contract has ended early, as both wished.")
    webhook = contract_webhook("contract.ended", _("A contract is ended early"))


class ContractEndRefused(ProposalEvent, code="contract.end_refused"):
    notification = work_notification(
        subject=_("%(actor)s does not want to end the contract “%(title)s” now"),
        body=_("It goes on as it is. Write to each other, or ask again for something else."),
        label=_("The other side refuses to end a contract"),
    )
    system_message = _("%(actor)s declined to end the contract now.")


class ContractEndWithdrawn(ProposalEvent, code="contract.end_withdrawn"):
    notification = work_notification(
        subject=_("%(actor)s does not ask to end the contract “%(title)s” any more"),
        body=_("The contract goes on unchanged."),
        label=_("The other side withdraws the request to end a contract"),
    )
    system_message = _("%(actor)s took back the request to end the contract.")


class ContractEndLapsed(ProposalEvent, code="contract.end_lapsed"):
    notification = work_notification(
        subject=_("Nobody answered whether the contract “%(title)s” ends early"),
        body=_("It goes on as it is. Either side may ask again."),
        label=_("An early end was not answered"),
    )
    system_message = _("Nobody answered whether the contract ends early: it goes on.")


# The event of a proposal, by its kind and new state.
EVENTS: dict[str, dict[str, type[ProposalEvent]]] = {
    Kind.CHANGE: {
        State.OPEN: ContractChangeAsked,
        State.AGREED: ContractChangeAgreed,
        State.REFUSED: ContractChangeRefused,
        State.WITHDRAWN: ContractChangeWithdrawn,
        State.LAPSED: ContractChangeLapsed,
    },
    Kind.EXTENSION: {
        State.OPEN: ContractExtensionAsked,
        State.AGREED: ContractExtensionAgreed,
        State.REFUSED: ContractExtensionRefused,
        State.WITHDRAWN: ContractExtensionWithdrawn,
        State.LAPSED: ContractExtensionLapsed,
    },
    Kind.REVISION: {
        State.OPEN: ContractRevisionAsked,
        State.AGREED: ContractRevisionAgreed,
        State.REFUSED: ContractRevisionRefused,
        State.WITHDRAWN: ContractRevisionWithdrawn,
        State.LAPSED: ContractRevisionLapsed,
    },
    Kind.END: {
        State.OPEN: ContractEndAsked,
        State.AGREED: ContractEndAgreed,
        State.REFUSED: ContractEndRefused,
        State.WITHDRAWN: ContractEndWithdrawn,
        State.LAPSED: ContractEndLapsed,
    },
}
