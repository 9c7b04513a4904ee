"""Stories of standings: two graduates of the crowd, one punctual, one late."""

from collections.abc import Callable
from dataclasses import dataclass

from market.accounts.models import User
from market.jobs.invitations.actions import decline_invitation, invite_freelancer
from market.jobs.models import Invitation
from market.profiles.models import Profile
from market.site.demo.stage import Stage, Story
from market.site.demo.track_records import do_job

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


def oldest_graduate(stage: Stage, number: int, topic: str = TOPIC) -> User:
    """One of the graduates of a topic who joined first and write English."""
    people = Profile.objects.public().filter(topic__slug=topic, languages__contains=["en"])
    people = people.exclude(user__in=stage.cast.values()).select_related("user")
    return people.order_by("published_at", "pk")[number].user


def client_of_texts(number: int) -> User:
    """One of the demonstration texts' clients who write English."""
    clients = User.objects.filter(email__startswith="client", is_demo=True, language="en")
    return clients.order_by("pk")[number]


def _story_of(number: int, style: WorkStyle) -> Callable[[Stage], Story]:
    def story(stage: Stage) -> Story:
        yield 6 + number
        client, freelancer = client_of_texts(number), oldest_graduate(stage, number)
        for turn in range(3):
            job = stage.job(client, turn)
            if turn == 0:
                invite_freelancer(by=client, job_id=job.pk, profile_id=freelancer.profile.pk)
            stars = style.freelancer_stars, style.client_stars
            yield from do_job(stage, job, freelancer, days=style.days, review=style.review, stars=stars)
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
)
