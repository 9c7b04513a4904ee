"""The calls about connected accounts: Accounts, account links, Transfers and reversals, Payouts."""

from urllib.parse import urlsplit

from django.urls import reverse

from market.sandbox import actions, books, connect, connect_serializers
from market.sandbox.api import Call, listing, one, read
from market.sandbox.models import Account, Charge, Payout, Reversal, Transfer
from market.sandbox.params import Params
from market.sandbox.refusals import BadParameter, ProviderError
from market.sandbox.serializers import Shape

get_account = read(Account.objects.all(), "account", connect_serializers.account)
get_transfer = read(Transfer.objects.all(), "transfer", connect_serializers.transfer)


def create_account(call: Call) -> Shape:
    """POST accounts"""
    params = call.params
    params.word("type", "express", "custom", "standard")
    params.word("business_type", "individual", "company", "non_profit", "government_entity")
    for ignored in ("controller", "business_profile", "settings", "individual"):
        params.within(ignored)
    agreement = params.within("tos_acceptance")
    columns = {
        "country": params.text("country", most=2).upper() or "US",
        "email": params.text("email", most=512),
        "default_currency": (params.text("default_currency", most=3) or books.settlement("usd")[0]).lower(),
        "service_agreement": agreement.word("service_agreement", "full", "recipient") or "full",
        "metadata": params.metadata(),
    }
    agreement.done()
    asked = _capabilities(params.within("capabilities"))
    params.done()
    if columns["service_agreement"] == "recipient" and asked - {"transfers"}:
        raise ProviderError("Accounts under the recipient service agreement can request the transfers capability only.")
    account = connect.create_account(is_transfers_requested="transfers" in asked, **columns)
    return connect_serializers.account(account)


def _capabilities(params: Params) -> set[str]:
    asked = set()
    for name in ("transfers", "card_payments"):
        capability = params.within(name)
        if capability.flag("requested"):
            asked.add(name)
        capability.done()
    params.done()
    return asked


def list_accounts(call: Call) -> Shape:
    """GET accounts"""
    return listing(call, Account.objects.all(), connect_serializers.account)


def create_link(call: Call) -> Shape:
    """POST account_links"""
    params = call.params
    params.word("type", "account_onboarding", "account_update", required=True)
    key = params.text("account", required=True)
    refresh, back = params.text("refresh_url", required=True), params.text("return_url", required=True)
    options = params.within("collection_options")
    options.word("fields", "currently_due", "eventually_due")
    options.word("future_requirements", "include", "omit")
    options.done()
    params.done()
    for name, address in (("refresh_url", refresh), ("return_url", back)):
        if urlsplit(address).scheme not in ("http", "https"):
            raise BadParameter("Not a valid URL", code="url_invalid", param=name)
    account = one(Account.objects.all(), "account", key, "account")
    link = connect.create_link(account, refresh_url=refresh, return_url=back)
    return connect_serializers.account_link(
        link, actions.site_of(back) + reverse("sandbox_onboarding", args=[link.token])
    )


def create_transfer(call: Call) -> Shape:
    """POST transfers"""
    params = call.params
    amount = params.whole("amount", required=True) or 0
    currency = params.text("currency", required=True).lower()
    destination = params.text("destination", required=True)
    source_key = params.text("source_transaction")
    params.word("source_type", "card", "bank_account", "fpx")
    notes = {"description": params.text("description"), "metadata": params.metadata()}
    if group := params.text("transfer_group", most=255):
        notes["transfer_group"] = group
    params.done()
    account = one(Account.objects.all(), "destination", destination, "destination")
    charges = Charge.objects.select_for_update(of=("self",), no_key=True).filter(account=None)
    source = one(charges, "charge", source_key, "source_transaction") if source_key else None
    transfer = connect.create_transfer(account, source, amount=amount, currency=currency, **notes)
    return connect_serializers.transfer(transfer)


def list_transfers(call: Call) -> Shape:
    """GET transfers"""
    filters = {"destination_id": "destination", "transfer_group": "transfer_group"}
    return listing(call, Transfer.objects.all(), connect_serializers.transfer, **filters)


def create_reversal(call: Call, key: str) -> Shape:
    """POST transfers/{id}/reversals"""
    params = call.params
    amount, metadata = params.whole("amount"), params.metadata()
    params.text("description")
    params.flag("refund_application_fee")
    params.done()
    transfer = one(Transfer.objects.select_for_update(of=("self",), no_key=True), "transfer", key)
    return connect_serializers.reversal(connect.reverse_transfer(transfer, amount=amount, metadata=metadata))


def list_reversals(call: Call, key: str) -> Shape:
    """GET transfers/{id}/reversals"""
    transfer = one(Transfer.objects.all(), "transfer", key)
    return listing(call, Reversal.objects.filter(transfer=transfer), connect_serializers.reversal)


def get_reversal(call: Call, key: str, reversal_key: str) -> Shape:
    """GET transfers/{id}/reversals/{id}"""
    call.params.done()
    return connect_serializers.reversal(
        one(Reversal.objects.filter(transfer_id=key), "transfer reversal", reversal_key)
    )


def get_payout(call: Call, key: str) -> Shape:
    """GET payouts/{id}, of the connected account that the call speaks for"""
    call.params.done()
    return connect_serializers.payout(one(Payout.objects.filter(account_id=call.account), "payout", key))


def list_payouts(call: Call) -> Shape:
    """GET payouts, of the connected account that the call speaks for (the platform's own are manual: there is none)"""
    rows = Payout.objects.filter(account_id=call.account)
    return listing(call, rows, connect_serializers.payout, status="status")
