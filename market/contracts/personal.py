"""What is kept of a user here. Contracts stay for the other side; nobody leaves while one runs.

Titles of contracts and milestones are what both agreed on; they hold no contact data, so that they stay as they are.
"""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import get_language, ngettext

from market.accounts.models import User
from market.accounts.personal import Obstacle, keeps, obstacle
from market.contracts.models import CalendarKey, Contract, Delivery, Milestone, Proposal
from market.core.text.formats import format_number

for side in ("client", "freelancer"):
    keeps(Contract, of=side, seen=Contract.objects.visible_to)
    keeps(Proposal, of=f"contract__{side}")
keeps(Milestone, of="contract__client", scrub=["refund_reason"], seen=Milestone.objects.visible_to)
keeps(Milestone, of="contract__freelancer", seen=Milestone.objects.visible_to)
keeps(Delivery, of="milestone__contract__client", scrub=["changes_note"])
keeps(Delivery, of="milestone__contract__freelancer", scrub=["note"])
keeps(Proposal, of="by", scrub=["note", "content:title"], in_copy=False)
keeps(CalendarKey, of="user", gone=True, secret=["key"])


def shown(count: int) -> str:
    """A number as a reader of the active language writes it."""
    return format_number(count, get_language() or "en")


@obstacle
def running_contracts(user: User) -> Iterator[Obstacle]:
    """Money may be held, and somebody counts on her."""
    count = Contract.objects.visible_to(user).filter(state=Contract.State.ACTIVE).count()
    if count:
        text = ngettext(
            "%(num)s contract of yours runs. Finish it or end it first, so that no money is held.",
            "%(num)s contracts of yours run. Finish or end them first, so that no money is held.",
            count,
        ) % {"num": shown(count)}
        yield Obstacle(text, reverse("contracts"))
    held = Milestone.objects.visible_to(user).filter(held_value__gt=0).exclude(contract__state=Contract.State.ACTIVE)
    if held.exists():
        text = ngettext(
            "Money is still held in %(num)s ended contract.",
            "Money is still held in %(num)s ended contracts.",
            held.count(),
        ) % {"num": shown(held.count())}
        yield Obstacle(text, reverse("contracts"))
