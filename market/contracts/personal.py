"""Registers personal data of contracts. Contracts stay for the other side; no account closes while one is active.

Titles of contracts and milestones are what both agreed on; they hold no contact data, so that they stay as they are.
"""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import get_language, ngettext

from market.accounts.models import User
from market.accounts.privacy.registry import Blocker, blocker, register
from market.contracts.models import CalendarKey, Contract, Delivery, Milestone, Proposal
from market.core.text.formats import format_number

for side in ("client", "freelancer"):
    register(Contract, of=side, visible=Contract.objects.visible_to)
    register(Proposal, of=f"contract__{side}")
register(Milestone, of="contract__client", scrub=["refund_reason", "note"], visible=Milestone.everything.visible_to)
register(Milestone, of="contract__freelancer", visible=Milestone.everything.visible_to)
register(Delivery, of="milestone__contract__client", scrub=["changes_note"], visible=Delivery.objects.visible_to)
register(Delivery, of="milestone__contract__freelancer", scrub=["note"])
register(Proposal, of="by", scrub=["note", "content:title,done_when"], in_export=False)
register(CalendarKey, of="user", delete=True, secret=["key"])


def format_count(count: int) -> str:
    """A count in the digits of the active language."""
    return format_number(count, get_language() or "en")


@blocker
def running_contracts(user: User) -> Iterator[Blocker]:
    """Blocks closing an account while a contract is active or money is held."""
    count = Contract.objects.visible_to(user).filter(state=Contract.State.ACTIVE).count()
    if count:
        text = ngettext(
            "%(num)s contract of yours runs. Finish it or end it first, so that no money is held.",
            "%(num)s contracts of yours run. Finish or end them first, so that no money is held.",
            count,
        ) % {"num": format_count(count)}
        yield Blocker(text, reverse("contracts"))
    held = Milestone.objects.visible_to(user).filter(held_value__gt=0).exclude(contract__state=Contract.State.ACTIVE)
    if held.exists():
        text = ngettext(
            "Money is still held in %(num)s ended contract.",
            "Money is still held in %(num)s ended contracts.",
            held.count(),
        ) % {"num": format_count(held.count())}
        yield Blocker(text, reverse("contracts"))
