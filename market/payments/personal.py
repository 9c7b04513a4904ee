"""Personal data in payments. The ledger holds no names and stays. No account closes while its money is moving."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from market.accounts.models import User
from market.accounts.privacy.registry import Blocker, blocker, on_erase, register
from market.core.text.formats import format_money
from market.core.text.locale import has_bangla_digits, language
from market.payments.debts.queries import debts_of
from market.payments.models import (
    Allowance,
    AllowanceQuestion,
    Chargeback,
    Debt,
    EvidenceFile,
    Funding,
    GiveBack,
    Holiday,
    Payout,
    PayoutAccount,
    PayoutBatch,
    PayoutMethod,
    PayoutQuote,
    ProviderEvent,
    Refund,
    Release,
    StaffProposal,
)
from market.payments.queries import balances_of

# Fields of the provider's objects that identify a person.
NAME_FIELDS = {
    *("billing_details", "business_profile", "company", "customer_details", "customer_email", "email"),
    *("external_accounts", "individual", "receipt_email", "settings", "shipping", "shipping_details"),
}


def events_of(user: User) -> Q:
    """Events about payments that the user made, their refunds, and the account to which the user is paid out. Not
    every event has its object's id: some have our own number alone."""
    paid = Funding.objects.filter(milestone__contract__client=user)
    ids = {each for row in paid.values_list("checkout_id", "payment_id", "charge_id") for each in row if each}
    accounts = [each for each in PayoutAccount.objects.filter(user=user).values_list("account_id", flat=True) if each]
    refunds = Refund.objects.filter(funding__in=paid)
    return (
        Q(object_id__in=[*ids, *accounts])
        | Q(payload__account__in=accounts)
        | Q(subject="checkout", mark__in=[str(pk) for pk in paid.values_list("pk", flat=True)])
        | Q(subject="refund", mark__in=[str(pk) for pk in refunds.values_list("pk", flat=True)])
    )


def destinations_of(user: User) -> Q:
    """Proposals of where failed refunds of this client go."""
    refunds = Refund.objects.filter(milestone__contract__client=user).values_list("pk", flat=True)
    return Q(kind="refund_destination", parameters__refund__in=[str(pk) for pk in refunds])


register(Funding, of="milestone__contract__client", scrub=[], secret=["checkout_url"])
register(Refund, of="milestone__contract__client", scrub=[], about=["destination", "repaid_reference", "repaid_note"])
register(Refund, of="repaid_by", in_export=False)
register(Chargeback, of="funding__milestone__contract__client", scrub=[], secret=["answer"])
register(EvidenceFile, of="added_by", in_export=False)
register(Release, of="freelancer")
register(Debt, of="freelancer")
register(GiveBack, of="milestone__contract__freelancer", scrub=["reason"])
register(GiveBack, of="milestone__contract__client")
register(
    Payout,
    of="freelancer",
    about=["failure"],
    blank={"payee_name": "", "account_number": "", "routing_number": ""},
)
register(PayoutAccount, of="user")
register(Allowance, of="trainee", about=["failure"])
register(AllowanceQuestion, of="line__trainee", blank={"text": "", "answer": ""})
register(AllowanceQuestion, of="answered_by", in_export=False)
register(PayoutMethod, of="user", delete=True)
register(PayoutQuote, of="user")
register(Payout, of="denied_by", in_export=False)
register(Holiday, of="added_by", in_export=False)
register(PayoutMethod, of="decided_by", in_export=False)
register(PayoutBatch, of="made_by", in_export=False)
register(PayoutBatch, of="approved_by", in_export=False)
register(StaffProposal, of="proposed_by", in_export=False)
register(StaffProposal, of="decided_by", in_export=False)
register(StaffProposal, of=destinations_of, rewritten=["parameters"], in_export=False)
register(ProviderEvent, of=events_of, rewritten=["payload"], in_export=False)


@on_erase
def empty_events(user: User) -> None:
    """Erase names from the provider's events about this user; ids and states stay."""
    for event in ProviderEvent.objects.filter(events_of(user)):
        payload = _without_names(event.payload)
        ProviderEvent.objects.filter(pk=event.pk).update(payload=payload)  # writes: erasing is an action's, it calls it


@on_erase
def empty_destinations(user: User) -> None:
    """Erase where failed refunds of this user were to go."""
    for row in StaffProposal.objects.filter(destinations_of(user)):
        parameters = {**row.parameters, "destination": ""}
        StaffProposal.objects.filter(pk=row.pk).update(parameters=parameters)  # writes: erasing is an action's


def _without_names(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: None if key in NAME_FIELDS else _without_names(each) for key, each in value.items()}
    return [_without_names(each) for each in value] if isinstance(value, list) else value


@blocker
def money_on_its_way(user: User) -> Iterator[Blocker]:
    """Money of the user that has not reached them yet."""
    money, payouts = reverse("money"), reverse("payouts")
    for balance in balances_of(user):
        words = {"currency": balance.currency}
        if balance.clearing.amount:
            yield Blocker(_("Released money of yours has not cleared yet (%(currency)s).") % words, money)
        if balance.payable.amount:
            yield Blocker(_("Money of yours is ready: have it paid out first (%(currency)s).") % words, money)
    chargebacks = Chargeback.objects.of_party(user).filter(Q(state=Chargeback.State.OPEN) | Q(left_value__gt=0))
    if chargebacks.exists():
        yield Blocker(_("A client's bank looks at a payment of one of your contracts."), money)
    if Payout.objects.filter(freelancer=user, state__in=[Payout.State.PENDING, Payout.State.IN_TRANSIT]).exists():
        yield Blocker(_("A payout to you is on its way."), payouts)
    if Refund.objects.filter(milestone__contract__client=user, state=Refund.State.PENDING).exists():
        yield Blocker(_("A refund to you is on its way."), money)
    if Refund.objects.owed().filter(milestone__contract__client=user).exists():
        yield Blocker(_("We owe you a refund that your card or bank refused: say first where to send it."), money)


@blocker
def allowances_that_are_due(user: User) -> Iterator[Blocker]:
    """What is reserved for a trainee."""
    if Allowance.objects.due().filter(trainee=user).exists():
        problem = _("An allowance is reserved for you: let it be paid, or give it back to the fund.")
        yield Blocker(problem, reverse("my_allowances"))


@blocker
def money_to_give_back(user: User) -> Iterator[Blocker]:
    """Money that the user owes, or that is being called back from their account."""
    for debt in debts_of(user):
        owed = format_money(debt.left, language(), has_bangla_digits())
        problem = _("You still owe %(owed)s: what you earn next pays it. If you do not go on working, write to us.")
        yield Blocker(problem % {"owed": owed}, reverse("money"))
    if GiveBack.objects.filter(milestone__contract__freelancer=user, state=GiveBack.State.OPEN).exists():
        yield Blocker(_("What you give back to a client is being called back from your account."), reverse("money"))
