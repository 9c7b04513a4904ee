"""Every write of bids but accepting one, which makes a contract."""

from market.bids.actions.bidding import lock_bid, propose_terms, submit_bid
from market.bids.actions.deciding import decline_bid, shortlist_bid, withdraw_bid
from market.bids.actions.ending import close_job, expire_job, warn_of_expiry
from market.bids.actions.refusals import (
    AlreadyBid,
    BidNotNew,
    BidNotOpen,
    NotFreelancer,
    NothingChanged,
    NotInvited,
    NotYourBid,
    OwnJob,
    ProfileNotPublished,
    QuotaUsed,
)

__all__ = [
    "AlreadyBid",
    "BidNotNew",
    "BidNotOpen",
    "NotFreelancer",
    "NotInvited",
    "NotYourBid",
    "NothingChanged",
    "OwnJob",
    "ProfileNotPublished",
    "QuotaUsed",
    "close_job",
    "decline_bid",
    "expire_job",
    "lock_bid",
    "propose_terms",
    "shortlist_bid",
    "submit_bid",
    "warn_of_expiry",
    "withdraw_bid",
]
