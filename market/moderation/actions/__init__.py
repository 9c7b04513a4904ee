"""Every write of moderation: cases, measures, appeals, what rules find, and the list of phrases."""

from market.moderation.actions.alarming import tell_leads
from market.moderation.actions.appealing import appeal_measure, decide_measure_appeal, lift_unanswered
from market.moderation.actions.cases import (
    close_case,
    flag_thing,
    keep_case,
    note_closed,
    note_kept,
    open_case,
    open_case_talk,
    take_report,
)
from market.moderation.actions.hints import forget_hints, note_hint
from market.moderation.actions.imposing import Step, check_measure, end_measure, impose_measure, remove_jobs_of_banned
from market.moderation.actions.looking import look_through
from market.moderation.actions.phrases import add_phrase, remove_phrase
from market.moderation.actions.undoing import may_ask_to_undo, undo_measure

__all__ = [
    "Step",
    "add_phrase",
    "appeal_measure",
    "check_measure",
    "close_case",
    "decide_measure_appeal",
    "end_measure",
    "flag_thing",
    "forget_hints",
    "impose_measure",
    "keep_case",
    "lift_unanswered",
    "look_through",
    "may_ask_to_undo",
    "note_closed",
    "note_hint",
    "note_kept",
    "open_case",
    "open_case_talk",
    "remove_jobs_of_banned",
    "remove_phrase",
    "take_report",
    "tell_leads",
    "undo_measure",
]
