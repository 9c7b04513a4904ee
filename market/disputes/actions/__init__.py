"""Every write of disputes."""

from market.disputes.actions import freezing  # hears what banks do
from market.disputes.actions.common import DisputeNotReady, NotAParty, NotYourTurn
from market.disputes.actions.companions import NoTrainer, OnlySheAsks, ask_trainer, trainers_of
from market.disputes.actions.deadlines import end_dispute_step, look_after_dispute, share_by_clock
from market.disputes.actions.desk import (
    NotAModerator,
    TiedModerator,
    free_moderators,
    hand_over_dispute,
    open_talk,
    tied,
)
from market.disputes.actions.evidence import Said, TooMuchSaid, deliveries_of, fingerprint, messages_of, provable
from market.disputes.actions.offers import (
    MoreThanFrozen,
    OfferNotOpen,
    OwnOffer,
    accept_offer,
    decline_offer,
    expire_offer,
    offer_split,
)
from market.disputes.actions.opening import (
    AlreadyDisputed,
    ClaimNotHeld,
    NotTheOpener,
    add_statement,
    answer_days,
    answer_dispute,
    concede_dispute,
    open_dispute,
    withdraw_dispute,
)
from market.disputes.actions.reading import EachForHerself, NothingDrafted, NotTheReader, ask_reader, note_on_draft
from market.disputes.actions.ruling import BeyondTheClaim, Decision, appeal_ruling, draft_ruling, range_of, rule

__all__ = [
    "AlreadyDisputed",
    "BeyondTheClaim",
    "ClaimNotHeld",
    "Decision",
    "DisputeNotReady",
    "EachForHerself",
    "MoreThanFrozen",
    "NoTrainer",
    "NotAModerator",
    "NotTheOpener",
    "NotTheReader",
    "NotAParty",
    "NotYourTurn",
    "NothingDrafted",
    "OfferNotOpen",
    "OnlySheAsks",
    "OwnOffer",
    "Said",
    "TiedModerator",
    "TooMuchSaid",
    "accept_offer",
    "add_statement",
    "answer_days",
    "answer_dispute",
    "appeal_ruling",
    "ask_reader",
    "ask_trainer",
    "concede_dispute",
    "decline_offer",
    "deliveries_of",
    "draft_ruling",
    "end_dispute_step",
    "expire_offer",
    "fingerprint",
    "free_moderators",
    "freezing",
    "hand_over_dispute",
    "look_after_dispute",
    "messages_of",
    "note_on_draft",
    "offer_split",
    "open_dispute",
    "open_talk",
    "provable",
    "range_of",
    "rule",
    "share_by_clock",
    "tied",
    "trainers_of",
    "withdraw_dispute",
]
