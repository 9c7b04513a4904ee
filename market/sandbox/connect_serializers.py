"""Connected accounts, transfers and payouts in Stripe's JSON."""

from market.sandbox.models import Account, AccountLink, Payout, Reversal, Transfer
from market.sandbox.serializers import Shape, empty, list_object, unix_time


def account(row: Account) -> Shape:
    """A connected account of version 1."""
    due = list(row.currently_due)
    ready = row.is_details_submitted and not due
    needs = {
        "alternatives": [],
        "current_deadline": None,
        "currently_due": due,
        "disabled_reason": "requirements.past_due" if due else None,
        "errors": [],
        "eventually_due": due,
        "past_due": due,
        "pending_verification": [],
    }
    return {
        "id": row.id,
        "object": "account",
        "business_profile": empty("mcc", "name", "product_description", "support_email", "support_phone", "url"),
        "business_type": "individual",
        "capabilities": {"transfers": row.transfers} if row.is_transfers_requested else {},
        "charges_enabled": False,
        "controller": {"type": "application"},
        "country": row.country,
        "created": unix_time(row.created),
        "default_currency": row.default_currency,
        "details_submitted": row.is_details_submitted,
        "email": row.email or None,
        "external_accounts": list_object(f"/v1/accounts/{row.id}/external_accounts", []),
        "future_requirements": {**needs, **{name: [] for name in ("currently_due", "eventually_due", "past_due")}}
        | {"disabled_reason": None},
        "metadata": row.metadata,
        "payouts_enabled": ready,
        "requirements": needs,
        "settings": {"payouts": {"debit_negative_balances": True, "schedule": {"delay_days": 2, "interval": "daily"}}},
        "tos_acceptance": {
            "date": unix_time(row.created) if row.is_details_submitted else None,
            "service_agreement": row.service_agreement,
        },
        "type": "express",
    }


def account_link(row: AccountLink, url: str) -> Shape:
    """A link to an onboarding page."""
    return {
        "object": "account_link",
        "created": unix_time(row.created),
        "expires_at": unix_time(row.expires_at),
        "url": url,
    }


def transfer(row: Transfer) -> Shape:
    """A Transfer with its reversals."""
    return {
        "id": row.id,
        "object": "transfer",
        "amount": row.amount,
        "amount_reversed": row.amount_reversed,
        "balance_transaction": row.balance_transaction_key,
        "created": unix_time(row.created),
        "currency": row.currency,
        "description": row.description or None,
        "destination": row.destination_id,
        "destination_payment": row.destination_payment_key,
        "livemode": False,
        "metadata": row.metadata,
        "reversals": list_object(f"/v1/transfers/{row.id}/reversals", [reversal(each) for each in row.reversals.all()]),
        "reversed": row.amount_reversed == row.amount,
        "source_transaction": row.source_transaction_key or None,
        "source_type": "card",
        "transfer_group": row.transfer_group or None,
    }


def reversal(row: Reversal) -> Shape:
    """A reversal of a transfer."""
    return {
        "id": row.id,
        "object": "transfer_reversal",
        "amount": row.amount,
        "balance_transaction": row.balance_transaction_key,
        "created": unix_time(row.created),
        "currency": row.currency,
        "metadata": row.metadata,
        "transfer": row.transfer_id,
        **empty("destination_payment_refund", "source_refund"),
    }


def payout(row: Payout) -> Shape:
    """A Payout of a connected account."""
    failed = row.status == "failed"
    return {
        "id": row.id,
        "object": "payout",
        "amount": row.amount,
        "arrival_date": unix_time(row.arrives_at),
        "automatic": True,
        "balance_transaction": row.balance_transaction_key,
        "created": unix_time(row.created),
        "currency": row.currency,
        "description": "STRIPE PAYOUT",
        "destination": f"ba_{row.account_id.removeprefix('acct_')}",
        "failure_code": "account_closed" if failed else None,
        "failure_message": "The bank account has been closed." if failed else None,
        "livemode": False,
        "metadata": {},
        "method": "standard",
        "reconciliation_status": "completed" if row.status == "paid" else "in_progress",
        "source_type": "card",
        "status": row.status,
        "type": "bank_account",
        **empty(
            "application_fee",
            "application_fee_amount",
            "failure_balance_transaction",
            "original_payout",
            "payout_method",
        ),
        **empty("reversed_by", "statement_descriptor", "trace_id"),
    }
