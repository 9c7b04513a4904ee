"""Every write to an account: joining, signing in, tokens, devices, a new address, what is kept, and leaving."""

from market.accounts.actions.addresses import (
    agree_address,
    ask_address,
    cancel_address,
    confirm_address,
    end_change,
    stop_address,
)
from market.accounts.actions.agreeing import AgreementMissing, agree, require_agreement, require_fresh_agreement
from market.accounts.actions.devices import disown_sign_in, end_device, end_other_devices, note_sign_in
from market.accounts.actions.emergencies import (
    close_emergency_right,
    end_due_emergency_right,
    end_emergency_right,
    take_emergency_right,
)
from market.accounts.actions.exporting import ask_export, build_export, fail_export, forget_exports
from market.accounts.actions.forgetting import forget_expired
from market.accounts.actions.joining import change_settings, confirm_email, create_account, create_token, delete_token
from market.accounts.actions.leaving import close_account, erase_account, keep_account
from market.accounts.actions.pairs import ACTS_OF_TWO, NotInAnEmergency, act_of_two, require_own_role
from market.accounts.actions.proving import confirm_token
from market.accounts.actions.resetting import ask_reset, mail_reset, send_reset
from market.accounts.actions.restraining import (
    Banned,
    Limited,
    StaffDoNotTrade,
    Suspended,
    require_before_writing,
    require_not_suspended,
    require_trader,
    require_unlimited,
)
from market.accounts.actions.sides import choose_side
from market.accounts.actions.staffing import end_roles
from market.accounts.actions.tokens import create_api_token, note_use, revoke_api_token

__all__ = [
    "ACTS_OF_TWO",
    "Banned",
    "AgreementMissing",
    "NotInAnEmergency",
    "Limited",
    "StaffDoNotTrade",
    "Suspended",
    "act_of_two",
    "agree",
    "agree_address",
    "ask_address",
    "ask_export",
    "ask_reset",
    "build_export",
    "cancel_address",
    "change_settings",
    "choose_side",
    "close_account",
    "close_emergency_right",
    "confirm_address",
    "confirm_email",
    "confirm_token",
    "create_account",
    "create_api_token",
    "create_token",
    "delete_token",
    "disown_sign_in",
    "end_change",
    "end_device",
    "end_due_emergency_right",
    "end_emergency_right",
    "end_roles",
    "end_other_devices",
    "erase_account",
    "fail_export",
    "forget_expired",
    "forget_exports",
    "keep_account",
    "mail_reset",
    "note_sign_in",
    "note_use",
    "require_agreement",
    "require_fresh_agreement",
    "require_own_role",
    "require_not_suspended",
    "require_before_writing",
    "require_trader",
    "require_unlimited",
    "revoke_api_token",
    "send_reset",
    "stop_address",
    "take_emergency_right",
]
