"""Who is in the conversations when trainers come and go; what ends coaching, and a bid that a coach saw."""

from market.accounts.models import User
from market.accounts.people.events import AccountRolesEnded
from market.bids.bids.events import BidSubmitted
from market.bids.models import Bid
from market.coaching.mentoring.actions import end_all_of
from market.coaching.mentoring.models import Coaching
from market.coaching.mentoring.review_actions import note_sent
from market.coaching.support.actions import follow_trainee, set_members
from market.core.base.events import Emission, consumes_events
from market.training.enrolments.events import TraineeMoved
from market.training.models import Batch, Enrolment
from market.training.plans.events import TrainerAdded, TrainerRemoved


@consumes_events
def follow_trainers(emission: Emission) -> None:
    """The trainers of a batch, and nobody else, read what its trainees write to them."""
    if isinstance(emission.event, (TrainerAdded, TrainerRemoved)) and isinstance(emission.on, Batch):
        set_members(emission.on)


@consumes_events
def follow_trainees(emission: Emission) -> None:
    """Whoever is moved to another batch goes on asking, and its trainers answer."""
    if isinstance(emission.event, TraineeMoved) and isinstance(emission.on, Enrolment) and emission.by is not None:
        follow_trainee(emission.on, by=emission.by)


@consumes_events
def end_with_role(emission: Emission) -> None:
    """Who is no trainer any more coaches nobody."""
    if isinstance(emission.event, AccountRolesEnded):
        for person in emission.to:
            if not person.has_own_role(User.Role.TRAINER):
                end_all_of(person, Coaching.End.ROLE)


@consumes_events
def follow_sent_bids(emission: Emission) -> None:
    """A bid is sent: what the coach saw of it does not wait any more."""
    if isinstance(emission.event, BidSubmitted) and isinstance(emission.on, Bid):
        note_sent(emission.on)
