"""Stories of two graduates of the crowd, so that people stand differently: one keeps her days, one is late."""

from collections.abc import Callable
from dataclasses import dataclass

from market.accounts.models import User
from market.jobs.invitations.actions import decline_invitation, invite_freelancer
from market.jobs.models import Invitation
from market.payments.releases.actions import approve_milestone
from market.profiles.models import Profile
from market.reviews.actions import write_review
from market.reviews.questions import NAMES
from market.site.demo.stage import Stage, Story

TOPIC = "graphics-design"


@dataclass(frozen=True, slots=True)
class Way:
    """How somebody works: days until she delivers (five are agreed), the stars of both, whether she answers."""

    days: float
    of_her: int
    of_them: int
    answers: bool
    said: str


KEEPS_HER_DAYS = Way(3, 5, 5, answers=True, said="Everything came a day early, and exactly as we had agreed.")
IS_LATE = Way(7, 2, 4, answers=False, said="The files came two days late, and I had to ask for news.")


def graduate(stage: Stage, number: int, topic: str = TOPIC) -> User:
    """One of the graduates of a topic who are there longest and write English."""
    people = Profile.objects.public().filter(topic__slug=topic, languages__contains=["en"])
    people = people.exclude(user__in=stage.cast.values()).select_related("user")
    return people.order_by("published_at", "pk")[number].user


def client_of_texts(number: int) -> User:
    """One of the clients of the texts who write English."""
    clients = User.objects.filter(email__startswith="client", is_demo=True, language="en")
    return clients.order_by("pk")[number]


def _works(number: int, way: Way) -> Callable[[Stage], Story]:
    def story(stage: Stage) -> Story:
        yield 6 + number
        client, freelancer = client_of_texts(number), graduate(stage, number)
        for turn in range(3):
            job = stage.job(client, turn)
            if turn == 0:
                invite_freelancer(by=client, job_id=job.pk, profile_id=freelancer.profile.pk)
            contract = stage.contract(stage.bid(job, freelancer, int(job.budget_min_amount or 40)))
            stage.fund(contract)
            yield way.days
            stage.deliver(contract)
            yield 0.5
            approve_milestone(by=client, milestone_id=stage.milestone(contract).pk)
            contract.refresh_from_db()
            for by, stars, said in (
                (client, way.of_her, way.said),
                (freelancer, way.of_them, "Clear words, and paid at once."),
            ):
                write_review(by=by, contract_id=contract.pk, written={**dict.fromkeys(NAMES, stars), "text": said})
            yield 2
        for turn in range(3, 6):
            invite_freelancer(by=client, job_id=stage.job(client, turn).pk, profile_id=freelancer.profile.pk)
        if way.answers:
            yield 0.5
            for asked in Invitation.objects.visible_to(freelancer).filter(state=Invitation.State.OPEN):
                decline_invitation(by=freelancer, invitation_id=asked.pk, why=Invitation.Why.BUSY)

    return story


STORIES: tuple[Callable[[Stage], Story], ...] = (_works(0, KEEPS_HER_DAYS), _works(1, IS_LATE))
