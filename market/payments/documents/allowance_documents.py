"""The receipt for an allowance that has arrived, and what corrects it where the money came back."""

from market.accounts.models import User
from market.core.base import clock
from market.core.base.db import atomic, fetch, lock
from market.core.base.money import Money
from market.documents.actions import Subject, issue_once
from market.documents.contents import Content, Id, Names, Word
from market.documents.models import Document
from market.payments.documents.parties import Party, in_both, operator_party
from market.payments.models import Allowance, Payout
from market.payments.payout_batches.queries import reference_of
from market.training.allowances.months import month_name

Kind = Document.Kind


@atomic
def issue_allowance_receipt(*, by: User, allowance_id: int) -> Document:
    """The receipt of an allowance that is paid, for its trainee; asked for again, the same. Raises NotFound."""
    rows = Allowance.objects.filter(trainee=by, state=Allowance.State.PAID)
    fetch(rows, allowance_id)
    allowance = lock(rows.select_related("line__enrolment__batch"), allowance_id)
    payout = allowance.payouts.filter(state=Payout.State.PAID).latest("pk")
    subject = Subject(by, payout=payout.pk, amount=allowance.amount)
    return issue_once(Kind.ALLOWANCE_RECEIPT, subject, _receipt(allowance, payout), key=_key(payout))


def _key(payout: Payout) -> str:
    return f"allowance:{payout.pk}"


def _payee(allowance: Allowance) -> Party:
    place = allowance.line.enrolment
    return "payee", Names(place.name_en, place.name_bn), []


def _receipt(allowance: Allowance, payout: Payout) -> Content:
    line, arrived = allowance.line, clock.local(payout.ended_at or clock.now()).date()
    return (
        Content()
        .parties(operator_party("payer"), _payee(allowance))
        .facts(
            ("number", reference_of(payout)),
            ("way", Word(payout.rail)),
            ("account", Id(payout.shown_number) if payout.shown_number else None),
            ("batch", line.enrolment.batch.code),
            ("arrived", arrived),
        )
        .table(
            ["month", "what", "amount"], [[in_both(lambda: month_name(line.month)), Word("internet"), allowance.amount]]
        )
        .note("note_allowance")
    )


def correct_allowance_receipt(payout: Payout, allowance: Allowance) -> Document | None:
    """A credit note for an allowance that came back after its receipt was issued; None where there is no receipt. With
    the payout locked."""
    receipt = Document.objects.filter(key=_key(payout)).first()
    if receipt is None:
        return None
    minus = Money(-allowance.amount.amount, allowance.currency)
    content = (
        Content()
        .parties(operator_party("payer"), _payee(allowance))
        .facts(("corrects", receipt.full_number), ("reason", Word("returned")), ("number", reference_of(payout)))
        .table(["what", "amount"], [[Word("internet"), minus]])
        .note("note_credit")
    )
    subject = Subject(allowance.trainee, payout=payout.pk, amount=minus, corrects=receipt)
    return issue_once(Kind.CREDIT_NOTE, subject, content, key=f"credit:allowance:{payout.pk}")
