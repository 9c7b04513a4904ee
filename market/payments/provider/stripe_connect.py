"""Stripe Connect: the accounts of freelancers, transfers to them, and what their accounts pay out to their banks."""

from market.core.base.money import Money, cents
from market.payments.provider import stripe_parsing as parsing
from market.payments.provider.port import ProviderRefused
from market.payments.provider.stripe_client import call, client, currency_code, provider_errors
from market.payments.provider.types import BankPayout, ConnectedAccount, Transfer


def create_account(*, email: str, key: str, metadata: dict[str, str]) -> ConnectedAccount:
    """A freelancer's account: a recipient of transfers in Bangladesh, nothing else."""
    params = {
        "country": "BD",
        "email": email,
        "type": "express",
        "capabilities": {"transfers": {"requested": True}},
        "tos_acceptance": {"service_agreement": "recipient"},
        "metadata": metadata,
    }
    return parsing.parse_account(call(client().v1.accounts.create, params=params, idempotency_key=key))


def create_account_link(*, account_id: str, refresh_url: str, return_url: str) -> str:
    """The URL of the provider's page for identity and bank account. It works once."""
    urls = {"refresh_url": refresh_url, "return_url": return_url}
    params = {"account": account_id, "type": "account_onboarding", **urls}
    return str(call(client().v1.account_links.create, params=params)["url"])


def retrieve_account(account_id: str) -> ConnectedAccount:
    """Its state now."""
    return parsing.parse_account(call(client().v1.accounts.retrieve, account_id, params={}))


def create_transfer(*, account_id: str, charge_id: str, amount: Money, group: str, key: str) -> Transfer:
    """Send a part of a charge to a connected account."""
    params = {
        "destination": account_id,
        "amount": cents(amount.amount),
        "currency": currency_code(amount),
        "source_transaction": charge_id,
        "transfer_group": group,
        "metadata": {"key": key},
    }
    return parsing.parse_transfer(call(client().v1.transfers.create, params=params, idempotency_key=key))


def find_transfer(*, group: str, key: str) -> Transfer | None:
    """The transfer with that key, if it exists: for when the idempotency key has expired."""
    transfers = call(client().v1.transfers.list, params={"transfer_group": group, "limit": 100})["data"]
    return next((parsing.parse_transfer(each) for each in transfers if each["metadata"].get("key") == key), None)


def reverse_transfer(*, transfer_id: str, key: str) -> None:
    """Reverse a whole transfer, after the freelancer's bank refused it. Does nothing if it is reversed already."""
    try:
        call(client().v1.transfers.reversals.create, transfer_id, params={}, idempotency_key=key)
    except ProviderRefused:
        if not call(client().v1.transfers.retrieve, transfer_id, params={})["reversed"]:
            raise


def reverse_part(*, transfer_id: str, amount: Money, mark: str) -> None:
    """Reverse a part of a transfer, once for each `mark`. Raises ProviderRefused where the account lacks the money."""
    reversals = call(client().v1.transfers.reversals.list, transfer_id, params={"limit": 100})["data"]
    if not any(each["metadata"].get("mark") == mark for each in reversals):
        params = {"amount": cents(amount.amount), "metadata": {"mark": mark}}
        call(client().v1.transfers.reversals.create, transfer_id, params=params, idempotency_key=mark)


def list_bank_payouts(account_id: str) -> list[BankPayout]:
    """The latest payouts of a connected account to its bank, newest first."""
    page = call(client().v1.payouts.list, params={"limit": 100}, stripe_account=account_id)
    return [parsing.parse_bank_payout(each) for each in page["data"]]


def retrieve_bank_payout(*, account_id: str, payout_id: str) -> BankPayout:
    """Its state now."""
    return parsing.parse_bank_payout(
        call(client().v1.payouts.retrieve, payout_id, params={}, stripe_account=account_id)
    )


def arrivals_of_payout(*, account_id: str, payout_id: str) -> list[str]:
    """The arrival ids (see `Transfer`) in a bank payout."""
    with provider_errors():
        lines = client().v1.balance_transactions.list(
            {"payout": payout_id, "limit": 100}, {"stripe_account": account_id}
        )
        return [line.to_dict().get("source") or "" for line in lines.auto_paging_iter()]
