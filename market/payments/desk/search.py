"""The one search of the money desk. Each finder looks for one kind of thing and gives typed results; a further kind of
thing is one more function under `@finder`.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import F, Q
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from market.accounts.models import User
from market.contracts.models import Contract, Milestone
from market.core.base.errors import DomainError
from market.core.base.money import Money, parse_amount
from market.core.text.bangla import ascii_digits, nfc
from market.core.text.locale import localize_digits
from market.core.web.jinja import url_or_empty
from market.documents.models import Document
from market.documents.queries import document_of_number
from market.payments.models import (
    Chargeback,
    Funding,
    LedgerAccount,
    LedgerTransaction,
    Payout,
    PayoutAccount,
    PayoutBatch,
    ProviderEvent,
    Refund,
    Release,
    StaffProposal,
)
from market.payments.payout_batches.queries import payout_of_reference
from market.training.models import Certificate

MOST = 10  # of each kind
LONGEST = 200
SHORTEST = 2
DIGITS = 17  # of a number of ours, at most
WHAT: dict[str, str | Promise] = {
    "person": pgettext_lazy("search result", "Person"),
    "certificate": _("Certificate"),
    **{f"document.{kind}": kind.label for kind in Document.Kind},
    "contract": _("Contract"),
    "milestone": _("Milestone"),
    "proposal": _("Proposal"),
    "payment": _("Payment"),
    "release": pgettext_lazy("search result", "Release"),
    "refund": _("Refund"),
    "payout": _("Payout"),
    "chargeback": _("Chargeback"),
    "event": _("Event of a provider"),
    "payout_account": _("Payout account"),
    "payout_batch": _("Batch of payouts"),
    "transaction": _("Transaction"),
    "account": _("Account"),
}
TITLED = ("milestone__contract",)  # what the titles of payments, releases and refunds are made of


@dataclass(frozen=True, slots=True)
class Result:
    """Something that was searched for: what it is (one of WHAT), its name, a note beside it, its page."""

    what: str
    title: str
    url: str
    note: str | Promise = ""
    amount: Money | None = None

    @property
    def kind(self) -> str | Promise:
        """What it is, in words."""
        return WHAT[self.what]


@dataclass(frozen=True, slots=True)
class Query:
    """What was typed: as text, and as a number or an amount where it is one."""

    text: str
    number: int | None
    amount: Decimal | None


Finder = Callable[[Query], Iterable[Result]]
_finders: list[Finder] = []


def finder(find: Finder) -> Finder:
    """Register a function that gives results for a query, MOST of each kind."""
    _finders.append(find)
    return find


def search_money(text: str) -> list[Result]:
    """Results of all finders, in the order in which these are registered; none for less than two characters."""
    text = nfc(text).strip()[:LONGEST]
    plain = ascii_digits(text)
    if len(text) < SHORTEST and not plain.isdecimal():
        return []
    digits = plain.removeprefix("#")
    number = int(digits) if digits.isdecimal() and len(digits) <= DIGITS else None
    query = Query(text, number, _amount(text))
    return [result for find in _finders for result in find(query)]


def _amount(text: str) -> Decimal | None:
    try:
        return parse_amount(text)
    except DomainError:
        return None


def masked(email: str) -> str:
    """An address of which only who knows it recognizes it: r•••@demo.test."""
    name, _at, host = email.partition("@")
    return f"{name[:1]}•••@{host}"


def row_url(model: str, pk: int) -> str:
    """The page of a row of payments in the administration."""
    rows = url_or_empty(f"admin:payments_{model}_changelist")
    return f"{rows}{pk}/change/" if rows else ""


@finder
def _people(query: Query) -> Iterable[Result]:
    """By address or name; an account of the ledger leads to what is theirs."""
    if query.number is not None or query.amount is not None:
        return
    named = Q(name__icontains=query.text) | Q(certificate__name_en__icontains=query.text)
    wanted = Q(email__iexact=query.text) | named | Q(certificate__name_bn__icontains=query.text)
    rows = User.objects.filter(wanted, is_active=True).select_related("certificate").order_by("-pk")[:MOST]
    for person in rows:
        url = f"{reverse('ledger_accounts')}?person={person.pk}"
        yield Result("person", person.shown_name, url, " · ".join(map(str, _marks(person))))


def _marks(person: User) -> Iterable[str | Promise]:
    """What tells people of one name apart: the address, what they are here, the number of the account."""
    yield masked(person.email)
    if person.roles:
        yield from (User.Role(role).label for role in person.roles)
    else:
        yield _("Freelancer") if hasattr(person, "certificate") else _("Client")
    yield _("account %(number)s") % {"number": localize_digits(str(person.pk))}


@finder
def _certificates(query: Query) -> Iterable[Result]:
    for row in Certificate.objects.filter(serial__iexact=query.text)[:MOST]:
        url = f"{reverse('ledger_accounts')}?person={row.holder_id}" if row.holder_id else row.get_absolute_url()
        yield Result("certificate", row.serial, url)


@finder
def _documents(query: Query) -> Iterable[Result]:
    """A document by its number: leads to the money that it is about."""
    for row in document_of_number(query.text):
        if row.contract is not None:
            url = f"{reverse('ledger_transactions')}?contract={row.contract}"
        else:
            url = f"{reverse('ledger_accounts')}?person={row.owner_id}"
        yield Result(f"document.{row.kind}", row.full_number, url, amount=row.amount)


@finder
def _by_number(query: Query) -> Iterable[Result]:
    """Contracts, milestones, proposals and payouts by our own numbers."""
    number = query.number
    if number is None:
        yield from _payouts(payout_of_reference(query.text))
        return
    for contract in Contract.objects.filter(pk=number):
        yield Result("contract", contract.title, f"{reverse('ledger_transactions')}?contract={contract.pk}")
    for milestone in Milestone.objects.filter(pk=number):
        yield Result("milestone", milestone.full_title, f"{reverse('ledger_transactions')}?milestone={milestone.pk}")
    yield from _payouts(number)
    for proposal in StaffProposal.objects.filter(pk=number):
        yield Result("proposal", f"{proposal.pk}", proposal.get_absolute_url(), proposal.get_state_display())


@finder
def _by_amount(query: Query) -> Iterable[Result]:
    """Payments, releases, refunds and payouts of exactly this amount; payments and refunds also with their fee."""
    amount = query.amount
    if not amount:
        return
    with_fee = {"all": F("amount_value") + F("fee_value")}
    fundings = (
        Funding.objects.select_related(*TITLED)
        .annotate(**with_fee)
        .filter(Q(amount_value=amount) | Q(all=amount))
        .order_by("-pk")
    )
    for row in fundings[:MOST]:
        yield _payment(row)
    for release in Release.objects.select_related(*TITLED).filter(amount_value=amount).order_by("-pk")[:MOST]:
        yield _release(release)
    refunds = (
        Refund.objects.select_related(*TITLED)
        .annotate(**with_fee)
        .filter(Q(amount_value=amount) | Q(all=amount))
        .order_by("-pk")
    )
    for refund in refunds[:MOST]:
        yield _refund(refund)
    for payout in Payout.objects.filter(amount_value=amount).order_by("-pk")[:MOST]:
        url = row_url("payout", payout.pk)
        yield Result("payout", f"{payout.pk}", url, payout.get_state_display(), payout.amount)


@finder
def _by_provider_id(query: Query) -> Iterable[Result]:
    """Whatever a provider or a bank calls by this text."""
    text = query.text
    fundings = Funding.objects.select_related(*TITLED).filter(
        Q(checkout_id=text) | Q(payment_id=text) | Q(charge_id=text)
    )
    yield from (_payment(row) for row in fundings.order_by("-pk")[:MOST])
    releases = Release.objects.select_related(*TITLED).filter(Q(transfer_id=text) | Q(arrival_id=text))
    yield from (_release(row) for row in releases.order_by("-pk")[:MOST])
    yield from (
        _refund(row) for row in Refund.objects.select_related(*TITLED).filter(refund_id=text).order_by("-pk")[:MOST]
    )
    for chargeback in Chargeback.objects.filter(dispute_id=text)[:MOST]:
        note = chargeback.get_state_display()
        yield Result("chargeback", text, chargeback.get_absolute_url(), note, chargeback.charge)
    for event in ProviderEvent.objects.filter(Q(event_id=text) | Q(object_id=text)).order_by("-pk")[:MOST]:
        yield Result("event", event.kind, row_url("providerevent", event.pk), event.failure)
    for account in PayoutAccount.objects.filter(account_id=text)[:MOST]:
        yield Result("payout_account", text, f"{reverse('ledger_accounts')}?person={account.user_id}")
    for batch in PayoutBatch.objects.filter(bank_reference__iexact=text)[:MOST]:
        yield Result("payout_batch", f"{batch.pk}", batch.get_absolute_url(), text, batch.amount)


@finder
def _in_the_ledger(query: Query) -> Iterable[Result]:
    """Transactions by their key or their hash."""
    is_hash = len(query.text) == 64 and set(query.text.lower()) <= set("0123456789abcdef")
    wanted = Q(content_hash=bytes.fromhex(query.text)) if is_hash else Q(key=query.text)
    for row in LedgerTransaction.objects.filter(wanted)[:MOST]:
        yield Result("transaction", row.label, reverse("ledger_transaction", args=[row.pk]), row.key)
    if query.text in LedgerAccount.Kind.values:
        accounts = LedgerAccount.objects.filter(kind=query.text, user=None, milestone=None)
        for account in accounts.order_by("currency", "rail")[:MOST]:
            url = reverse("ledger_account", args=[account.pk])
            yield Result("account", account.get_kind_display(), url, f"{account.currency} {account.rail}".strip())


def _payouts(number: int | None) -> Iterable[Result]:
    for row in Payout.objects.filter(pk=number) if number is not None else ():
        yield Result("payout", f"{row.pk}", row_url("payout", row.pk), row.get_state_display(), row.amount)


def _payment(row: Funding) -> Result:
    url = f"{reverse('ledger_transactions')}?milestone={row.milestone_id}"
    return Result("payment", _titled(row), url, row.get_state_display(), row.charge)


def _release(row: Release) -> Result:
    url = f"{reverse('ledger_transactions')}?milestone={row.milestone_id}"
    return Result("release", _titled(row), url, row.get_state_display(), row.amount)


def _refund(row: Refund) -> Result:
    url = f"{reverse('ledger_transactions')}?milestone={row.milestone_id}"
    return Result("refund", _titled(row), url, row.get_state_display(), row.amount)


def _titled(row: Funding | Release | Refund) -> str:
    return f"{row.pk} · {row.milestone.full_title}"
