"""Every write of the workroom that moves no money."""

from market.contracts.actions import agreeing  # registers what agreeing does
from market.contracts.actions.agreement import Parties, accept_terms, start_contract
from market.contracts.actions.asking import ask_extension, ask_revision
from market.contracts.actions.calendars import end_calendar, renew_calendar
from market.contracts.actions.milestones import (
    grant_revision,
    lapse_refund_request,
    refuse_refund,
    request_changes,
    request_refund,
    submit_work,
    tell_of_deadline,
)
from market.contracts.actions.proposals import (
    agree_proposal,
    ask_to_end,
    end_contract,
    lapse_proposal,
    propose_change,
    refuse_proposal,
    withdraw_proposal,
)

__all__ = [
    "Parties",
    "accept_terms",
    "agree_proposal",
    "agreeing",
    "ask_extension",
    "ask_revision",
    "ask_to_end",
    "end_calendar",
    "end_contract",
    "grant_revision",
    "lapse_proposal",
    "lapse_refund_request",
    "propose_change",
    "refuse_proposal",
    "refuse_refund",
    "renew_calendar",
    "request_changes",
    "request_refund",
    "start_contract",
    "submit_work",
    "tell_of_deadline",
    "withdraw_proposal",
]
