"""Stories of the crowd's work: in each topic some graduates have done a few jobs, were paid and reviewed. In one topic
these are all graduates of one batch, so that the public figures of the programme have a first job to show."""

from collections.abc import Callable

from django.db.models import Count, OuterRef, Q, Subquery

from market.accounts.models import User
from market.jobs.models import Job
from market.payments.releases.actions import approve_milestone
from market.profiles.models import Profile
from market.reviews.actions import write_review
from market.reviews.questions import NAMES
from market.site.demo.stage import Stage, Story
from market.site.demo.texts import read_data
from market.training.batch_statistics import MIN_PEOPLE
from market.training.models import Batch

OF_TOPIC = 3  # graduates with a record, at most
TOGETHER = "digital-marketing"  # in this topic it is a whole batch, which is
BATCH = range(MIN_PEOPLE, 8)  # of so many people
ONE_IN = 10  # of a topic's graduates has one: a small site loads sooner
JOBS = (1, 2)  # of each, in turn
FIRST_DAY, LAST_DAY = 2, 38
ALSO = 5  # further jobs are so many places further in the topic's list
CLIENT_REVIEW = {"en": "Clear words, and paid at once.", "bn": "কথা পরিষ্কার, টাকাও সঙ্গে সঙ্গে।"}


def do_job(stage: Stage, job: Job, freelancer: User, *, days: float, review: str, stars: tuple[int, int]) -> Story:
    """The job is given to the freelancer, delivered after `days` of the five agreed, paid, and reviewed by both.

    `stars` are those of the freelancer and of the client.
    """
    client, distinct = job.client, stage.texts.distinct
    language = client.language
    contract = stage.contract(stage.bid(job, freelancer, int(job.budget_min_amount or 40)))
    stage.fund(contract)
    yield days
    stage.deliver(contract)
    yield 0.5
    approve_milestone(by=client, milestone_id=stage.milestone(contract).pk)
    contract.refresh_from_db()
    thanks = distinct(CLIENT_REVIEW[language], "client_review_details", language)
    reviews = (
        (client, stars[0], distinct(review, "review_details", language)),
        (freelancer, stars[1], thanks),
    )
    for by, each, text in reviews:
        write_review(by=by, contract_id=contract.pk, written={**dict.fromkeys(NAMES, each), "text": text})


def _client(number: int) -> User:
    """One of the demonstration texts' clients, by turns."""
    clients = User.objects.filter(email__startswith="client", is_demo=True).order_by("pk")
    return clients[number % len(clients)]


def _record(topic: str, number: int) -> Callable[[Stage], Story]:
    def story(stage: Stage) -> Story:
        yield FIRST_DAY + number * (LAST_DAY - FIRST_DAY) / _records(topic)
        reviews, templates = read_data("reviews")[topic], stage.texts.topics[topic]["jobs"]
        freelancer = _whose(stage, topic, number, templates[number]["skills"][0])
        if freelancer is None:
            return
        for turn in range(JOBS[number % len(JOBS)]):
            pick = (number + turn * ALSO) % len(templates)
            client, review = _client(number + 7 * turn), reviews[(number + turn) % len(reviews)]
            job, stars = stage.job(client, pick, topic=topic), (review["stars"], 5)
            yield from do_job(stage, job, freelancer, days=3, review=review[client.language], stars=stars)

    return story


def _records(topic: str) -> int:
    return BATCH[-1] if topic == TOGETHER else OF_TOPIC


def _whose(stage: Stage, topic: str, number: int, skill: str) -> User | None:
    mate = _mate() if topic == TOGETHER else None
    is_small = number * ONE_IN >= Profile.objects.public().filter(topic__slug=topic).count()
    return mate if mate or is_small or number >= OF_TOPIC else _freelancer(stage, topic, skill)


def _mate() -> User | None:
    """Somebody without a job of the first batch whose graduates are so many, and all have public profiles."""
    published = Profile.objects.public().filter(certificate__batch=OuterRef("pk")).order_by()
    counted = published.values("certificate__batch").annotate(people=Count("pk")).values("people")
    valid = Count("certificates", filter=Q(certificates__state="valid"))
    batches = Batch.objects.filter(topic__slug=TOGETHER, trainer=None).annotate(people=valid)
    whole = batches.filter(people=Subquery(counted), people__in=BATCH).order_by("code").first()
    people = Profile.objects.public().filter(certificate__batch=whole, jobs_done=0).select_related("user")
    profile = people.order_by("pk").first() if whole else None
    return profile.user if profile else None


def _freelancer(stage: Stage, topic: str, skill: str) -> User | None:
    """A graduate with the skill, or at least of the topic, who writes both languages and has done the fewest jobs."""
    people = Profile.objects.public().filter(topic__slug=topic, languages__contains=["bn", "en"])
    people = (
        people.exclude(user__in=stage.cast.values()).select_related("user").order_by("jobs_done", "published_at", "pk")
    )
    profile = people.filter(skills__slug=skill).first() or people.first()
    return profile.user if profile else None


STORIES: tuple[Callable[[Stage], Story], ...] = tuple(
    _record(topic, number) for topic in read_data("reviews") for number in range(_records(topic))
)
