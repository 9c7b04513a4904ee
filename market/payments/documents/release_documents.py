"""The invoice for a release, and the receipt for the operator's fee on it."""

from collections.abc import Mapping
from decimal import Decimal
from functools import partial

from django.conf import settings
from django.utils.translation import gettext

from market.contracts.models import Milestone
from market.core.base import clock
from market.core.base.money import Money, rounded
from market.documents.actions import Draft, Subject, issue_documents
from market.documents.contents import Content, Facts, Id, Value
from market.documents.models import Document
from market.payments.documents.parties import Party, client_party, freelancer_party, in_both, operator_party
from market.payments.models import Release

Kind = Document.Kind


def issue_for_release(release: Release) -> Document:
    """Issue the invoice of a new release, and the receipt for the fee where there is one. The last thing that its
    transaction does, with the milestone locked. Returns the invoice."""
    contract = release.milestone.contract
    client = client_party("customer", contract.client)
    invoice = _invoice(release, client)
    subject = Subject(contract.client, supplier=contract.freelancer, contract=contract.pk, amount=release.amount)
    drafts = [Draft(Kind.INVOICE, subject, lambda _numbers: invoice, invoice_key(release.pk))]
    if release.fee_value:
        fee = Money(release.fee_value, release.currency)
        subject = Subject(contract.client, contract=contract.pk, amount=fee)
        receipt = partial(_fee_receipt, release, fee, client)
        drafts.append(Draft(Kind.FEE_RECEIPT, subject, receipt, fee_key(release.pk)))
    return issue_documents(*drafts)[0]


def invoice_key(release_id: int) -> str:
    """The key of the invoice of a release."""
    return f"invoice:{release_id}"


def fee_key(release_id: int) -> str:
    """The key of the receipt for its fee."""
    return f"fee:{release_id}"


def _invoice(release: Release, client: Party) -> Content:
    milestone, contract = release.milestone, release.milestone.contract
    delivered, released = milestone.submitted_at, clock.local(release.released_at).date()
    return (
        Content()
        .parties(
            freelancer_party("supplier", contract.freelancer),
            client,
            operator_party(),
        )
        .facts(
            ("contract", Id(str(contract.pk))),
            ("agreed_on", clock.local(contract.started_at).date()),
            _subject(milestone),
            ("delivered", clock.local(delivered).date() if delivered else None),
            ("why", in_both(lambda: Release.Reason(release.reason).label)),
        )
        .table(
            ["what", "released", "amount"],
            [[_title(milestone), released, release.amount]],
            totals=[("total", release.amount)],
        )
        .note("note_invoice")
    )


def _fee_receipt(release: Release, fee: Money, client: Party, numbers: Mapping[str, str]) -> Content:
    milestone, contract = release.milestone, release.milestone.contract
    released = clock.local(release.released_at).date()
    percent = f"{(contract.fee_rate * 100).normalize():f}%"
    return (
        Content()
        .parties(operator_party(), client)
        .facts(
            ("contract", Id(str(contract.pk))),
            _subject(milestone),
            ("invoice", numbers[Kind.INVOICE]),
            ("fee_rate", Id(percent)),
        )
        .table(["what", "released", "amount"], [[_title(milestone), released, fee]], totals=_fee_totals(fee))
        .note("note_bonus_fee" if milestone.is_bonus else "note_fee")
    )


def _subject(milestone: Milestone) -> tuple[str, Value]:
    """The number of what was paid for, as a milestone or as a bonus."""
    return "bonus" if milestone.is_bonus else "milestone", Id(str(milestone.pk))


def _title(milestone: Milestone) -> Value:
    """For what; a bonus says that it is one."""
    if not milestone.is_bonus:
        return milestone.full_title
    return in_both(lambda: gettext("Bonus: %(title)s") % {"title": milestone.full_title})


def _fee_totals(fee: Money) -> Facts:
    """The fee, and the VAT that it includes where the operator has a rate."""
    percent: Decimal = settings.VAT_PERCENT
    if not percent:
        return [("total", fee)]
    vat = Money(rounded(fee.amount * percent / (100 + percent)), fee.currency)
    return [("net", fee - vat), ("vat", vat), ("total", fee)]
