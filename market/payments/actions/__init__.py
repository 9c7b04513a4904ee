"""Every write of payments. What calls the provider does so between two transactions, never inside one."""

from market.payments.actions import ending  # registers what agreeing to an end does
from market.payments.actions.answering import accept_chargeback, answer_chargeback, forgive_chargeback
from market.payments.actions.calling_back import collect, sync_chargeback, sync_dispute
from market.payments.actions.checks import schedule_checks
from market.payments.actions.events import receive_event, sweep_events, work_off_event
from market.payments.actions.funding import fund_milestone, fund_several
from market.payments.actions.onboarding import start_onboarding, sync_payout_account
from market.payments.actions.payout import request_payout, retry_payout
from market.payments.actions.refund import agree_refund, give_refund, refund_idle, send_refund
from market.payments.actions.release import (
    approve_milestone,
    clear_release,
    release_by_silence,
    release_part,
    warn_idle,
)
from market.payments.actions.repaying import repay_refund
from market.payments.actions.sending import send_payout, settle_bank_payout, settle_payout
from market.payments.actions.settling import lapse_milestone, settle_funding
from market.payments.actions.timeouts import end_on_last_day

__all__ = [
    "accept_chargeback",
    "agree_refund",
    "answer_chargeback",
    "approve_milestone",
    "clear_release",
    "collect",
    "end_on_last_day",
    "ending",
    "forgive_chargeback",
    "fund_milestone",
    "fund_several",
    "give_refund",
    "lapse_milestone",
    "receive_event",
    "refund_idle",
    "release_by_silence",
    "release_part",
    "repay_refund",
    "request_payout",
    "retry_payout",
    "schedule_checks",
    "send_payout",
    "send_refund",
    "settle_bank_payout",
    "settle_funding",
    "settle_payout",
    "start_onboarding",
    "sweep_events",
    "sync_chargeback",
    "sync_dispute",
    "sync_payout_account",
    "warn_idle",
    "work_off_event",
]
