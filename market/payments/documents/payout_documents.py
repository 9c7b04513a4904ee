"""The receipt for a payout that has arrived, and what corrects it where the money came back."""

from collections.abc import Sequence

from market.core.base import clock
from market.core.base.money import Money, total
from market.documents.actions import Subject, issue_once
from market.documents.contents import Content, Id, Value, Word
from market.documents.models import Document
from market.payments.documents.parties import freelancer_party, operator_party
from market.payments.models import Payout, Release

Kind = Document.Kind


def issue_for_payout(payout: Payout) -> Document:
    """Issue the receipt of a payout that is paid, with the releases in it. Once, with the payout locked."""
    parts = list(payout.releases.select_related("milestone__contract").order_by("pk"))
    subject = Subject(payout.freelancer, payout=payout.pk, amount=payout.amount)
    return issue_once(Kind.PAYOUT_RECEIPT, subject, _receipt(payout, parts), key=_key(payout.pk))


def _key(payout_id: int) -> str:
    return f"payout:{payout_id}"


def _receipt(payout: Payout, parts: list[Release]) -> Content:
    rows: list[list[Value]] = [
        [
            Id(str(each.milestone.contract_id)),
            each.milestone.full_title,
            clock.local(each.released_at).date(),
            each.amount,
        ]
        for each in parts
    ]
    totals = [("total", payout.amount)]
    if payout.cost_value:
        totals += [("cost", payout.cost), ("sent", payout.sent)]
    return (
        Content()
        .parties(operator_party("payer"), freelancer_party("payee", payout.freelancer))
        .facts(
            ("number", Id(str(payout.pk))),
            ("way", Word(payout.rail)),
            ("account", Id(payout.shown_number) if payout.shown_number else None),
            ("asked", clock.local(payout.created_at).date()),
            ("arrived", clock.local(payout.ended_at or clock.now()).date()),
        )
        .table(["number", "what", "released", "amount"], rows, totals=totals)
        .note("note_payout")
    )


def correct_payout(payout: Payout, came_back: Sequence[tuple[Release, Money]]) -> Document | None:
    """A credit note for releases whose transfer came back after the receipt of the payout was issued, each with what it
    was then: a debt may have taken a part of it since."""
    receipt = Document.objects.filter(key=_key(payout.pk)).first() if came_back else None
    if receipt is None:
        return None
    minus = Money(-total([amount.amount for _release, amount in came_back]), payout.currency)
    rows: list[list[Value]] = [[each.milestone.full_title, _minus(amount)] for each, amount in came_back]
    content = (
        Content()
        .parties(operator_party("payer"), freelancer_party("payee", payout.freelancer))
        .facts(("corrects", receipt.full_number), ("reason", Word("returned")), ("number", Id(str(payout.pk))))
        .table(["what", "amount"], rows, totals=[("total", minus)])
        .note("note_credit")
    )
    parts = "-".join(str(each.pk) for each, _amount in came_back[:5])
    subject = Subject(payout.freelancer, payout=payout.pk, amount=minus, corrects=receipt)
    return issue_once(Kind.CREDIT_NOTE, subject, content, key=f"credit:payout:{payout.pk}:{parts}")


def _minus(amount: Money) -> Money:
    return Money(-amount.amount, amount.currency)
