"""Stories of standings: two graduates of the crowd, one punctual, one late; in each other topic one with a job done."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from market.accounts.models import User
from market.jobs.invitations.actions import decline_invitation, invite_freelancer
from market.jobs.models import Invitation, Job
from market.payments.releases.actions import approve_milestone
from market.profiles.models import Profile
from market.reviews.actions import write_review
from market.reviews.questions import NAMES
from market.site.demo.stage import Stage, Story

TOPIC = "graphics-design"


@dataclass(frozen=True, slots=True)
class WorkStyle:
    """How a freelancer works: days until delivery (five are agreed), the stars of both reviews, whether they answer."""

    days: float
    freelancer_stars: int
    client_stars: int
    answers: bool
    review: str


PUNCTUAL = WorkStyle(3, 5, 5, answers=True, review="Everything came a day early, and exactly as we had agreed.")
LATE = WorkStyle(7, 2, 4, answers=False, review="The files came two days late, and I had to ask for news.")


REVIEWS = {
    "data-entry": "Every row was right; I checked fifty of them.",
    "digital-marketing": "Good posts for a whole month, and every comment was answered.",
    "e-commerce-business": "All products are listed, and not one price is wrong.",
    "search-engine-optimisation": "Each change was explained in plain words, and our shop is found now.",
    "web-design-and-development": "The page opens fast on my old phone, and I can change the texts myself.",
}


def oldest_graduate(stage: Stage, number: int, topic: str = TOPIC) -> User:
    """One of the graduates of a topic who joined first and write English."""
    people = Profile.objects.public().filter(topic__slug=topic, languages__contains=["en"])
    people = people.exclude(user__in=stage.cast.values()).select_related("user")
    return people.order_by("published_at", "pk")[number].user


def client_of_texts(number: int) -> User:
    """One of the demonstration texts' clients who write English."""
    clients = User.objects.filter(email__startswith="client", is_demo=True, language="en")
    return clients.order_by("pk")[number]


def _done(stage: Stage, job: Job, freelancer: User, style: WorkStyle) -> Story:
    """The job is given to this freelancer, delivered, paid, and reviewed by both."""
    client = job.client
    contract = stage.contract(stage.bid(job, freelancer, int(job.budget_min_amount or 40)))
    stage.fund(contract)
    yield style.days
    stage.deliver(contract)
    yield 0.5
    approve_milestone(by=client, milestone_id=stage.milestone(contract).pk)
    contract.refresh_from_db()
    for by, stars, text in (
        (client, style.freelancer_stars, style.review),
        (freelancer, style.client_stars, "Clear words, and paid at once."),
    ):
        write_review(by=by, contract_id=contract.pk, written={**dict.fromkeys(NAMES, stars), "text": text})


def _proven_in(number: int, topic: str) -> Callable[[Stage], Story]:
    def story(stage: Stage) -> Story:
        yield 20 + 4 * number
        job = stage.job(client_of_texts(2 + number), number, topic=topic)
        yield from _done(stage, job, oldest_graduate(stage, 0, topic), replace(PUNCTUAL, review=REVIEWS[topic]))

    return story


def _story_of(number: int, style: WorkStyle) -> Callable[[Stage], Story]:
    def story(stage: Stage) -> Story:
        yield 6 + number
        client, freelancer = client_of_texts(number), oldest_graduate(stage, number)
        for turn in range(3):
            job = stage.job(client, turn)
            if turn == 0:
                invite_freelancer(by=client, job_id=job.pk, profile_id=freelancer.profile.pk)
            yield from _done(stage, job, freelancer, style)
            yield 2
        for turn in range(3, 6):
            invite_freelancer(by=client, job_id=stage.job(client, turn).pk, profile_id=freelancer.profile.pk)
        if style.answers:
            yield 0.5
            for invitation in Invitation.objects.visible_to(freelancer).filter(state=Invitation.State.OPEN):
                decline_invitation(by=freelancer, invitation_id=invitation.pk, why=Invitation.Why.BUSY)

    return story


STORIES: tuple[Callable[[Stage], Story], ...] = (
    _story_of(0, PUNCTUAL),
    _story_of(1, LATE),
    *(_proven_in(number, topic) for number, topic in enumerate(REVIEWS)),
)
