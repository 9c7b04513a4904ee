"""How work is named outside its workroom: in tasks and on desks, where several contracts stand side by side."""

from typing import TYPE_CHECKING

from market.contracts.models import Contract, Milestone

if TYPE_CHECKING:
    from market.accounts.models import User


def work_named(row: Contract | Milestone, reader: "User") -> str:
    """The job, the milestone and the other side: "A logo: Three drafts · Farida"; for anybody else both sides' names.

    Reads the parties of the contract, so fetch them with it.
    """
    contract = row if isinstance(row, Contract) else row.contract
    title = contract.title if isinstance(row, Contract) else row.full_title
    parties = (contract.client, contract.freelancer)
    people = [contract.other(reader)] if reader in parties else parties
    return f"{title} · {', '.join(each.shown_name for each in people)}"
