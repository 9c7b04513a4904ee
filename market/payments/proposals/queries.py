"""Reads of proposals: a row with its parameters in words, and what waits for an operator."""

from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from market.accounts.models import User
from market.core.base.money import Money
from market.core.text.formats import format_money
from market.core.text.locale import language
from market.payments.models import Chargeback, Debt, StaffProposal
from market.payments.proposals import debt_to_client
from market.payments.proposals.forms import LABELS
from market.payments.proposals.kinds import KINDS, choices_of


def proposals_at(user: User, tab: str) -> QuerySet[StaffProposal]:
    """Proposals of a tab, newest first: "open", or "ended"."""
    rows = StaffProposal.objects.visible_to(user).select_related("proposed_by", "decided_by")
    return rows.open() if tab == "open" else rows.exclude(state=StaffProposal.State.OPEN)


def waiting_for(user: User) -> QuerySet[StaffProposal]:
    """Open ones that this operator did not make, the first to expire first."""
    rows = StaffProposal.objects.visible_to(user).open().exclude(proposed_by=user)
    return rows.order_by("expires_at", "pk")


def open_proposal(chargeback: Chargeback) -> StaffProposal | None:
    """The proposal that waits for another operator: not to answer it, or to forgive what is owed of it."""
    key = str(chargeback.pk)
    is_about = Q(kind="forgiveness", parameters__chargeback=key) | Q(kind="acceptance", parameters__open_chargeback=key)
    return StaffProposal.objects.open().filter(is_about).select_related("proposed_by").first()


def facts_of(row: StaffProposal) -> list[tuple[str | Promise, str | Promise]]:
    """Its parameters with their labels, as a person reads them."""
    kind, shown = KINDS[row.kind], list[tuple[str | Promise, str | Promise]]()
    if row.amount is not None and "amount" not in kind.names:
        shown.append((LABELS["amount"], _value(row, "amount")))
    for name in kind.names:
        if name != "currency":
            shown.append((LABELS[name], _value(row, name)))
    return shown


def _value(row: StaffProposal, name: str) -> str | Promise:
    value = row.parameters.get(name, "")
    if name in ("amount", "fee"):
        return format_money(Money(value, row.currency), language())
    if name == "email":
        person = User.objects.filter(pk=row.parameters["user"]).first()
        return f"{person.shown_name} · {person.email}" if person else _("closed account")
    if name == "debt":
        debt = Debt.objects.select_related("freelancer", "give_back__milestone__contract").filter(pk=value).first()
        return debt_to_client.named(debt) if debt else value
    if name in ("chargeback", "open_chargeback"):  # also of one that is over
        chargeback = Chargeback.objects.select_related("funding__milestone__contract").filter(pk=value).first()
        return chargeback.funding.milestone.full_title if chargeback else value
    shown: str | Promise = (choices_of(name) or {}).get(value, value)
    return shown
