"""The file of a contract: its terms, what was delivered and released, as one document, for either party."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from market.contracts.deliveries.queries import readable_deliveries
from market.contracts.models import Contract
from market.contracts.queries import contracts_of
from market.core.base import clock, limits
from market.core.base.db import atomic, fetch
from market.documents.actions import Subject, issue_document
from market.documents.contents import Content, Id, Value
from market.documents.models import Document
from market.payments.documents.income import amount_of
from market.payments.documents.income_actions import A_DAY, DAY
from market.payments.documents.parties import client_party, freelancer_party, in_both, names_of, operator_party
from market.payments.models import LedgerTransaction

if TYPE_CHECKING:
    from market.accounts.models import User


@atomic
def issue_contract_file(*, by: "User", contract_id: int) -> Document:
    """The contract as it stands, and the proof of what was done. Raises NotFound, TooMany."""
    contract = fetch(contracts_of(by), contract_id)
    limits.spend("documents", by.pk, times=A_DAY, per=DAY)
    return issue_document(Document.Kind.CONTRACT_FILE, Subject(by, contract=contract.pk), _content(by, contract))


def _content(by: "User", contract: Contract) -> Content:
    is_client, client = contract.client_id == by.pk, contract.client
    content = Content().parties(
        freelancer_party("freelancer", contract.freelancer, with_serial=not is_client),
        client_party("client", client) if is_client else ("client", names_of(client), []),
        operator_party(),
    )
    content.facts(
        ("contract", Id(str(contract.pk))),
        ("work", contract.title),
        ("state", in_both(contract.get_state_display)),
        ("agreed_on", clock.local(contract.started_at).date()),
        ("ended_on", clock.local(contract.ended_at).date() if contract.ended_at else None),
    )
    if contract.job:
        content.text(contract.job.description_for(by), heading="terms")
    content.table(["work", "state", "agreed", "released_amount"], list(_milestones(contract)), heading="milestones")
    if rows := list(_deliveries(by, contract)):
        content.table(["what", "delivered", "file", "hash"], rows, heading="deliveries")
    if rows := list(_changes(contract)):
        content.table(["what", "day"], rows, heading="changes")
    if rows := list(_releases(contract)):
        content.table(["what", "day", "key", "amount"], rows, heading="releases")
    return content.note("note_contract").note("note_own_words")


def _milestones(contract: Contract) -> Iterator[list[Value]]:
    for each in contract.milestones.all():
        title = f"{each.position}. {each.title}" + (f"\n{each.done_when}" if each.done_when else "")
        yield [title, in_both(each.get_state_display), each.amount, each.released]


def _deliveries(by: "User", contract: Contract) -> Iterator[list[Value]]:
    rows = readable_deliveries(by).filter(milestone__contract=contract)
    for each in rows.order_by("submitted_at", "pk"):
        title, day = f"{each.milestone.position}. {each.milestone.title}", clock.local(each.submitted_at).date()
        files = list(each.files.all())
        for file in files:
            yield [title, day, file.name_for(by), file.sha256]
        if not files:
            yield [title, day, None, None]


def _changes(contract: Contract) -> Iterator[list[Value]]:
    for each in contract.proposals.filter(state="agreed").order_by("decided_at"):
        yield [in_both(each.get_kind_display), clock.local(each.decided_at).date() if each.decided_at else None]


def _releases(contract: Contract) -> Iterator[list[Value]]:
    """What was released, and below zero what was given back of it."""
    kinds = ("release", "give_back")
    rows = LedgerTransaction.objects.filter(milestone__contract=contract, kind__in=kinds).select_related("milestone")
    for each in rows.order_by("id"):
        title = each.milestone.title if each.milestone else ""
        amount = amount_of(each)
        yield [title, clock.local(each.at).date(), each.key, amount if each.kind == "release" else -amount]
