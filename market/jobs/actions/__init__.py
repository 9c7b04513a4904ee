"""What can be done with a job but ending it: that also decides bids, so it lives with them."""

from market.jobs.actions.inviting import (
    WHY_SHE_DECLINED,
    accept_invitation,
    answered_by_bid,
    decline_invitation,
    invite_freelancer,
    open_talk,
)
from market.jobs.actions.marking import mark_job, unmark_job
from market.jobs.actions.refusals import (
    AlreadyInvited,
    InvitationAnswered,
    JobChangedMeanwhile,
    JobEnded,
    JobNotDraft,
    JobNotOpen,
    JobRemoved,
    NotInvitedYet,
    NotYourJob,
    OwnJob,
    OwnProfile,
)
from market.jobs.actions.writing import (
    change_job,
    create_job,
    discard_draft,
    duplicate_job,
    keep_open,
    own_job,
    prolong_job,
    publish_job,
)

__all__ = [
    "WHY_SHE_DECLINED",
    "AlreadyInvited",
    "InvitationAnswered",
    "JobChangedMeanwhile",
    "JobEnded",
    "JobNotDraft",
    "JobNotOpen",
    "JobRemoved",
    "NotInvitedYet",
    "NotYourJob",
    "OwnJob",
    "OwnProfile",
    "accept_invitation",
    "answered_by_bid",
    "change_job",
    "create_job",
    "decline_invitation",
    "discard_draft",
    "duplicate_job",
    "invite_freelancer",
    "keep_open",
    "mark_job",
    "open_talk",
    "own_job",
    "prolong_job",
    "publish_job",
    "unmark_job",
]
