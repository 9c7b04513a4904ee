"""Credit notes: released money that is given back, or taken by the client's bank, comes off the invoices for it."""

from decimal import Decimal

from market.contracts.models import Milestone
from market.core.base.money import Money, total
from market.documents.actions import Subject, issue_once
from market.documents.contents import Content, Id, Word
from market.documents.models import Document
from market.payments.documents.parties import client_party, freelancer_party, operator_party
from market.payments.documents.release_documents import fee_key, invoice_key

Kind = Document.Kind
NOTHING = Decimal("0.00")


def issue_credit_notes(
    milestone: Milestone, *, amount: Decimal, fee: Decimal = NOTHING, cause: str, why: str
) -> list[Document]:
    """Take `amount` off the milestone's invoices and `fee` off the receipts for its fee, the newest first, one note for
    each that it reaches. `cause` is the one key of what happened ("chargeback:7"), `why` the code of its word.

    The last thing that the transaction does, with the milestone locked. What was released before there were invoices
    has none, so that less is credited than is asked for.
    """
    releases = list(milestone.releases.earned().order_by("-pk").values_list("pk", flat=True))
    notes = []
    for value, keys in ((amount, map(invoice_key, releases)), (fee, map(fee_key, releases))):
        left = value
        for document in Document.objects.filter(key__in=list(keys)).prefetch_related("corrections").order_by("-pk"):
            if left > 0 and (part := min(left, _rest(document))) > 0:
                notes.append(_issue(milestone, document, part, cause, why))
                left -= part
    return notes


def _rest(document: Document) -> Decimal:
    """What of a document no credit note took off yet."""
    credited = [each.amount_value or NOTHING for each in document.corrections.all()]
    return (document.amount_value or NOTHING) + total(credited)


def _issue(milestone: Milestone, document: Document, part: Decimal, cause: str, why: str) -> Document:
    contract, minus = milestone.contract, Money(-part, document.currency)
    is_invoice = document.kind == Kind.INVOICE
    supplier = freelancer_party("supplier", contract.freelancer) if is_invoice else operator_party()
    content = (
        Content()
        .parties(supplier, client_party("customer", contract.client))
        .facts(("corrects", document.full_number), ("reason", Word(why)), ("contract", Id(str(contract.pk))))
        .table(["what", "amount"], [[milestone.full_title, minus]], totals=[("total", minus)])
        .note("note_credit")
    )
    subject = Subject(
        document.owner, supplier=document.supplier, contract=document.contract, amount=minus, corrects=document
    )
    return issue_once(Kind.CREDIT_NOTE, subject, content, key=f"credit:{cause}:{document.pk}")
