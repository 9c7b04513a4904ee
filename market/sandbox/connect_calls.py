"""API calls of Connect: Accounts, account links, Transfers and reversals, Payouts."""

from urllib.parse import urlsplit

from django.urls import reverse

from market.sandbox import actions, connect_actions, connect_serializers, ledger
from market.sandbox.api import Call, get_object, paginate, retrieve_handler
from market.sandbox.errors import BadParameter, ProviderError
from market.sandbox.models import Account, Charge, Payout, Reversal, Transfer
from market.sandbox.params import Params
from market.sandbox.serializers import Shape

get_account = retrieve_handler(Account.objects.all(), "account", connect_serializers.account)
get_transfer = retrieve_handler(Transfer.objects.all(), "transfer", connect_serializers.transfer)


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
        "default_currency": (params.text("default_currency", most=3) or ledger.settlement_rate("usd")[0]).lower(),
        "service_agreement": agreement.word("service_agreement", "full", "recipient") or "full",
        "metadata": params.metadata(),
    }
    agreement.done()
    requested = _capabilities(params.within("capabilities"))
    params.done()
    if columns["service_agreement"] == "recipient" and requested - {"transfers"}:
        raise ProviderError("Accounts under the recipient service agreement can request the transfers capability only.")
    account = connect_actions.create_account(is_transfers_requested="transfers" in requested, **columns)
    return connect_serializers.account(account)


def _capabilities(params: Params) -> set[str]:
    requested = set()
    for name in ("transfers", "card_payments"):
        capability = params.within(name)
        if capability.flag("requested"):
            requested.add(name)
        capability.done()
    params.done()
    return requested


def list_accounts(call: Call) -> Shape:
    """GET accounts"""
    return paginate(call, Account.objects.all(), connect_serializers.account)


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
    account = get_object(Account.objects.all(), "account", key, "account")
    link = connect_actions.create_link(account, refresh_url=refresh, return_url=back)
    return connect_serializers.account_link(
        link, actions.page_origin(back) + reverse("sandbox_onboarding", args=[link.token])
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
    account = get_object(Account.objects.all(), "destination", destination, "destination")
    charges = Charge.objects.select_for_update(of=("self",), no_key=True).filter(account=None)
    source = get_object(charges, "charge", source_key, "source_transaction") if source_key else None
    transfer = connect_actions.create_transfer(account, source, amount=amount, currency=currency, **notes)
    return connect_serializers.transfer(transfer)


def list_transfers(call: Call) -> Shape:
    """GET transfers"""
    filters = {"destination_id": "destination", "transfer_group": "transfer_group"}
    return paginate(call, Transfer.objects.all(), connect_serializers.transfer, **filters)


def create_reversal(call: Call, key: str) -> Shape:
    """POST transfers/{id}/reversals"""
    params = call.params
    amount, metadata = params.whole("amount"), params.metadata()
    params.text("description")
    params.flag("refund_application_fee")
    params.done()
    transfer = get_object(Transfer.objects.select_for_update(of=("self",), no_key=True), "transfer", key)
    return connect_serializers.reversal(connect_actions.reverse_transfer(transfer, amount=amount, metadata=metadata))


def list_reversals(call: Call, key: str) -> Shape:
    """GET transfers/{id}/reversals"""
    transfer = get_object(Transfer.objects.all(), "transfer", key)
    return paginate(call, Reversal.objects.filter(transfer=transfer), connect_serializers.reversal)


def get_reversal(call: Call, key: str, reversal_key: str) -> Shape:
    """GET transfers/{id}/reversals/{id}"""
    call.params.done()
    return connect_serializers.reversal(
        get_object(Reversal.objects.filter(transfer_id=key), "transfer reversal", reversal_key)
    )


def get_payout(call: Call, key: str) -> Shape:
    """GET payouts/{id}, of the connected account that the call is made for"""
    call.params.done()
    return connect_serializers.payout(get_object(Payout.objects.filter(account_id=call.account), "payout", key))


def list_payouts(call: Call) -> Shape:
    """GET payouts, of the connected account that the call is made for (the platform has none)"""
    rows = Payout.objects.filter(account_id=call.account)
    return paginate(call, rows, connect_serializers.payout, status="status")
