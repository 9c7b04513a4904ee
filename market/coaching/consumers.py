"""Who is in the conversations when trainers come and go."""

from market.coaching.support.actions import set_members
from market.core.base.events import Emission, consumes_events
from market.training.models import Batch
from market.training.plans.events import TrainerAdded, TrainerRemoved


@consumes_events
def follow_trainers(emission: Emission) -> None:
    """The trainers of a batch, and nobody else, read what its trainees write to them."""
    if isinstance(emission.event, (TrainerAdded, TrainerRemoved)) and isinstance(emission.on, Batch):
        set_members(emission.on)
