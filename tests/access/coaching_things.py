"""Coaching: Farida's by the trainer, with a bid that waits for comments; Rina's request; an offer to somebody else."""

from typing import Any

from market.accounts.models import User
from market.coaching.mentoring.actions import ask_coach, offer_coaching
from market.jobs.models import Job
from market.training.models import Enrolment
from tests import make
from tests.coaching import coaching_story


def make_coaching(people: dict[str, User]) -> dict[str, Any]:
    """In the order of what begins."""
    farida, trainer, client = people["f"], people["t"], make.make_person("Nasrin")
    running = coaching_story.running(farida, trainer)
    coaching = ask_coach(by=people["r"], trainer_id=trainer.pk)
    poly, shima = (Enrolment.objects.studying().get(trainee__email=f"{name}@demo.test") for name in ("poly", "shima"))
    offered = offer_coaching(by=trainer, enrolment_id=shima.pk)
    job = make.make_job(client, title="Another bid to show")
    Job.objects.filter(pk=job.pk).update(client=people["c"])  # who has posted enough today
    return {
        "coaching_id": running.pk,
        "bid_review_id": coaching_story.shown(farida, make.make_job(client, title="A bid to show")).pk,
        "shown.job_id": job.pk,
        "asked.coaching_id": coaching.pk,
        "offered.coaching_id": offered.pk,
        "uncoached_id": poly.pk,
    }
