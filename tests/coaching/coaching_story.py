"""Short ways to coaching."""

from market.accounts.models import User
from market.bids.offers.terms import ProposedTerms
from market.coaching.mentoring.actions import accept_coaching, ask_coach
from market.coaching.mentoring.models import BidReview, Coaching
from market.coaching.mentoring.review_actions import ask_review
from market.core.base.money import Money
from market.jobs.models import Job
from market.training.models import Batch

PRICE = ProposedTerms(Money("80.00", "USD"), 5, revisions=2)


def teaches(trainer: User, freelancer: User) -> Batch:
    """The freelancer's batch, with the trainer."""
    batch = freelancer.certificate.batch
    batch.trainer = trainer
    batch.save(update_fields=["trainer"])
    return batch


def running(freelancer: User, trainer: User) -> Coaching:
    """Coaching that was asked for and agreed to."""
    teaches(trainer, freelancer)
    coaching = ask_coach(by=freelancer, trainer_id=trainer.pk)
    return accept_coaching(by=trainer, coaching_id=coaching.pk)


def shown(freelancer: User, job: Job, letter: str = "I draw signs.") -> BidReview:
    """A bid that the coach sees before it is sent."""
    return ask_review(by=freelancer, job_id=job.pk, terms=PRICE, cover_letter=letter)
