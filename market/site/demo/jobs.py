"""Clients and their jobs."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from babel import Locale
from django.contrib.auth.hashers import make_password
from django.db.models import Count

from market.accounts.models import User
from market.core import clock
from market.core.bangla import nfc
from market.jobs.models import Job
from market.profiles.countries import COUNTRIES
from market.profiles.models import ClientProfile, Skill
from market.site.demo.cast import PASSWORD, person, save_people
from market.site.demo.texts import Texts
from market.training.models import Topic

CHUNK = 5000
State = Job.State


def make_clients(cast: dict[str, User], texts: Texts) -> list[User]:
    """The cast's clients and those of the texts, each with a client's page."""
    password = make_password(PASSWORD)
    people = [
        person(f"client{number}@demo.test", nfc(each["name"][each["language"]]), each["language"], password)
        for number, each in enumerate(texts.clients[1:])
    ]
    save_people(people)
    clients = [cast["carla"], cast["rahim"], cast["omar"], *people]
    known = {str(Locale("en").territories[code]): str(code) for code in COUNTRIES}
    pages = [texts.clients[0], {"company": {"en": "", "bn": ""}, "country": "Bangladesh", "language": "bn"}, None]
    ClientProfile.objects.bulk_create(
        (_page(user, found, known) for user, found in zip(clients, [*pages, *texts.clients[1:]], strict=True)),
        ignore_conflicts=True,
    )
    return clients


def _page(user: User, found: dict[str, Any] | None, countries: dict[str, str]) -> ClientProfile:
    if found is None:
        return ClientProfile(user=user)
    company = nfc(found["company"][found["language"]])
    return ClientProfile(user=user, company=company, country=countries.get(found["country"], ""))


def make_jobs(count: int, clients: list[User], texts: Texts) -> None:
    """`count` jobs of all topics: most are open, some are drafts, closed or expired."""
    topics = {topic.slug: topic for topic in Topic.objects.all()}
    skills = {skill.slug: skill for skill in Skill.objects.all()}
    for start in range(0, count, CHUNK):
        pairs = [_job(number, clients, topics, texts) for number in range(start, min(start + CHUNK, count))]
        saved = Job.objects.bulk_create(job for job, _ in pairs)
        through = Job.skills.through
        through.objects.bulk_create(
            through(job_id=job.pk, skill_id=skills[slug].pk)
            for job, (_, slugs) in zip(saved, pairs, strict=True)
            for slug in slugs
            if slug in skills
        )
    posted = Job.objects.exclude(state=State.DRAFT).values("client").annotate(count=Count("pk"))
    for row in posted:
        ClientProfile.objects.filter(user=row["client"]).update(jobs_posted=row["count"])


def _job(number: int, clients: list[User], topics: dict[str, Topic], texts: Texts) -> tuple[Job, list[str]]:
    chance, slugs = texts.chance, sorted(texts.topics)
    slug = slugs[number % len(slugs)]
    found = chance.choice(texts.topics[slug]["jobs"])
    client = chance.choice(clients)
    state = chance.choices([State.OPEN, State.DRAFT, State.CLOSED, State.EXPIRED], [86, 4, 5, 5])[0]
    age = timedelta(
        days=chance.randint(0, 24) if state == State.OPEN else chance.randint(31, 60), minutes=number % 1440
    )
    published = clock.now() - age
    least, most = found["budget_usd"]
    description = found["description"][client.language]
    if chance.random() < 0.5:
        description += "\n\n" + texts.one("job_notes", client.language)
    job = Job(
        client=client,
        title=nfc(found["title"][client.language]),
        description=nfc(description),
        topic=topics[slug],
        budget_min_amount=Decimal(least),
        budget_max_amount=Decimal(most),
        duration_days=found["days"],
        state=state,
        created_at=published,
        published_at=None if state == State.DRAFT else published,
        expires_at=None if state == State.DRAFT else published + timedelta(days=30),
        ended_at=published + timedelta(days=30) if state in (State.CLOSED, State.EXPIRED) else None,
    )
    return job, found["skills"]
