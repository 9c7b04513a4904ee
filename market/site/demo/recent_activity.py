"""Stories of the last days, which leave things that wait for an answer."""

from decimal import Decimal

from market.accounts.models import User
from market.bids.models import Bid
from market.core.base.money import Money
from market.jobs.invitations.actions import invite_freelancer
from market.jobs.models import Job
from market.jobs.questions.actions import start_conversation
from market.messaging.actions import post_message
from market.messaging.changes.actions import pin, react
from market.messaging.sorting.actions import sort_conversation
from market.payments.payouts.actions import request_payout
from market.profiles.models import Profile
from market.search.fits.actions import suggest_to
from market.search.fits.matching import freelancers_for
from market.services.models import Service
from market.site.demo.stage import Stage, Story
from market.site.demo.talk_files import send_files

DAYS = 60  # how long ago the stories begin
SUGGESTED = 12  # the newest jobs


def expired(stage: Stage) -> Story:
    """Rahim posts a job that nobody bids on: it expires."""
    yield 12
    stage.job(stage.cast["rahim"], 3, topic="digital-marketing")


def invited(stage: Stage) -> Story:
    """Carla and Rahim each invite a graduate, who has not answered yet."""
    carla, rahim, farida, rina = (stage.cast[name] for name in ("carla", "rahim", "farida", "rina"))
    yield 58.3
    job = stage.job(carla, 13)
    invite_freelancer(by=carla, job_id=job.pk, profile_id=farida.profile.pk)
    yield 0.6
    job = stage.job(rahim, 14)
    invite_freelancer(by=rahim, job_id=job.pk, profile_id=rina.profile.pk)
    yield 0.7
    other = stage.job(rahim, 12)
    invite_freelancer(by=rahim, job_id=other.pk, profile_id=farida.profile.pk)


def suggested(stage: Stage) -> Story:
    """New jobs fit Farida and Rina: they are told of some in the evening, and others wait for the next one."""
    for days in (58.4, 1.5):
        yield days
        freelancers = {stage.cast["farida"], stage.cast["rina"]}
        for job in Job.objects.public().with_parts().order_by("-pk")[:SUGGESTED]:
            suggest_to(job, [profile for profile in freelancers_for(job) if profile.user in freelancers])


def conversations_without_job(stage: Stage) -> Story:
    """Carla writes to two graduates; one has answered, sends files and is muted, one has not and is archived."""
    carla = stage.cast["carla"]
    strangers = Profile.objects.public().filter(languages__contains=["en"]).exclude(user__in=stage.cast.values())
    freelancers = list(strangers.select_related("user", "topic").order_by("pk")[:6])[-2:]
    if len(freelancers) < 2:
        return  # a site with too few graduates
    first, second = freelancers
    yield 58.6
    service = Service.objects.public().filter(freelancer=first.user).order_by("pk").first()
    talk = start_conversation(by=carla, profile_id=first.pk, service_id=service.pk if service else None)
    post_message(by=carla, conversation_id=talk.pk, text=stage.texts.line("chat_open", 0, "en"))
    yield 0.4
    answer = post_message(
        by=first.user, conversation_id=talk.pk, text=stage.texts.line("chat_open", 1, "en"), reply_to=1
    )
    react(by=carla, conversation_id=talk.pk, seq=answer.seq, kind="thanks")
    pin(by=carla, conversation_id=talk.pk, seq=answer.seq, is_pinned=True)
    send_files(stage, talk, first, carla)
    sort_conversation(by=carla, conversation_id=talk.pk, is_muted=True)
    yield 0.8
    talk = start_conversation(by=carla, profile_id=second.pk)
    post_message(by=carla, conversation_id=talk.pk, text=stage.texts.line("chat_open", 2, "en"))
    sort_conversation(by=carla, conversation_id=talk.pk, is_archived=True)


def hidden_contact(stage: Stage) -> Story:
    """Farida writes her number to Carla about a direct offer, before money is held: only she sees it."""
    carla, farida = stage.cast["carla"], stage.cast["farida"]
    yield 59.6
    bid = Bid.objects.open().filter(job__client=carla, freelancer=farida, origin=Bid.Origin.OFFER).latest("pk")
    post_message(by=farida, conversation_id=bid.conversation_id, text="My number is 01711-223344, if that is easier.")


def unread_messages(stage: Stage) -> Story:
    """Unread messages of the last hours to each of the cast."""
    yield 59.72
    for client, freelancer in (("carla", "farida"), ("rahim", "rina"), ("omar", "rina"), ("rahim", "farida")):
        bid = _latest_accepted_bid(stage.cast[client], stage.cast[freelancer])
        for by, kind in ((bid.freelancer, "chat_freelancer"), (bid.job.client, "chat_client")):
            text = stage.texts.line(kind, 8, bid.job.client.language)
            post_message(by=by, conversation_id=bid.conversation_id, text=text)
    yield 0.1
    bid = _latest_accepted_bid(stage.cast["carla"], stage.cast["farida"])
    text = stage.texts.line("chat_freelancer", 9, "en")
    post_message(by=bid.freelancer, conversation_id=bid.conversation_id, text=text)


def _latest_accepted_bid(client: User, freelancer: User) -> Bid:
    bids = Bid.objects.filter(job__client=client, freelancer=freelancer, state=Bid.State.ACCEPTED)
    return bids.select_related("job__client", "freelancer").latest("pk")


def payout_in_transit(stage: Stage) -> Story:
    """Rina requested a payout in the last hours."""
    yield 59.9
    request_payout(by=stage.cast["rina"], amount=Money(Decimal(25), "USD"))


def bids_of_the_crowd(stage: Stage) -> Story:
    """Graduates bid on open jobs in the last ten days; the cast's jobs have a few bids each."""
    yield 50.15
    for _ in range(5):
        _bid_round(stage, _open_jobs(stage)[:8], 12)
        yield 1.73
    own = User.objects.filter(email__in=["carla@demo.test", "rahim@demo.test", "omar@demo.test"])
    _bid_round(stage, [job for job in _open_jobs(stage) if job.client in own][:10], 22)


def _open_jobs(stage: Stage) -> list[Job]:
    jobs = Job.objects.public().select_related("client", "topic").prefetch_related("skills")
    open_jobs = [job for job in jobs.order_by("pk")[:400] if job.published_at and job.published_at < stage.now()]
    stage.texts.chance.shuffle(open_jobs)
    return open_jobs


def _bid_round(stage: Stage, jobs: list[Job], count: int) -> None:
    for number in range(count if jobs else 0):
        job = jobs[number % len(jobs)]
        bidder = _bidder(stage, job)
        if bidder is not None:
            stage.offer(job, bidder)


def _bidder(stage: Stage, job: Job) -> User | None:
    """A graduate of the job's topic who has not bid on it and writes the client's language."""
    language = job.client.language
    people = Profile.objects.public().filter(topic=job.topic_id, languages__contains=[language])
    people = people.exclude(user__in=stage.cast.values()).exclude(user__bids__job=job).select_related("user")
    bidders = list(people.order_by("pk")[:60])
    return stage.texts.chance.choice(bidders).user if bidders else None
