"""Clients and their jobs."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from babel import Locale
from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce

from market.accounts.models import User
from market.core.base import clock
from market.jobs.models import Job
from market.profiles.clients.countries import COUNTRIES
from market.profiles.models import ClientProfile, Skill
from market.site.demo.bulk import Change, check_references, copy, copy_rows
from market.site.demo.cast import copy_people, password_hash, person, save_people
from market.site.demo.texts import Texts
from market.training.models import Topic

CHUNK = 5000
State = Job.State
STATES = (*[State.OPEN] * 22, State.DRAFT, State.CLOSED, State.EXPIRED)  # in turn: each is there in a small site too


def make_clients(cast: dict[str, User], texts: Texts) -> None:
    """The cast's clients and those of the texts, each with a client's page."""
    password = password_hash()
    people = [
        person(f"client{number}@demo.test", each["name"][each["language"]], each["language"], password)
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


def make_buyers(wanted: int, texts: Texts) -> None:
    """Further clients until there are so many in all: nobody posts a thousand jobs."""
    there, password = ClientProfile.objects.count(), password_hash()
    names = [(texts.chance.choice(texts.people["first_names"]), number) for number in range(there, wanted)]
    people = [
        {
            "email": f"buyer{number}@demo.test",
            "name": name[language],
            "display_name": name[language],
            "language": language,
        }
        for name, number in names
        for language in [texts.chance.choice(["en", "en", "bn"])]
    ]
    copy(ClientProfile(), [{"user_id": key} for key in copy_people(password, people)])


def _page(user: User, found: dict[str, Any] | None, countries: dict[str, str]) -> ClientProfile:
    if found is None:
        return ClientProfile(user=user)
    company = found["company"][found["language"]]
    return ClientProfile(user=user, company=company, country=countries.get(found["country"], ""))


def make_jobs(numbers: range, texts: Texts) -> None:
    """Jobs of these numbers, of all topics: most are open, some are drafts, closed or expired."""
    clients = list(User.objects.filter(is_demo=True, client_profile__isnull=False).order_by("pk"))
    topics, skills = dict(Topic.objects.values_list("slug", "pk")), dict(Skill.objects.values_list("slug", "pk"))
    slugs = sorted(texts.topics)
    for start in range(0, len(numbers), CHUNK):
        chunk = [(number, slugs[number % len(slugs)]) for number in numbers[start : start + CHUNK]]
        picked = [texts.chance.choice(texts.topics[slug]["jobs"]) for _, slug in chunk]
        changes = [
            _job(number, found, texts.chance.choice(clients), texts) | {"topic_id": topics[slug]}
            for (number, slug), found in zip(chunk, picked, strict=True)
        ]
        jobs = copy(Job(), changes)
        asked = ((job, skills[slug]) for job, found in zip(jobs, picked, strict=True) for slug in found["skills"])
        copy_rows(Job.skills.through._meta.db_table, ["job_id", "skill_id"], asked)
        check_references()
    posted = Job.objects.filter(client=OuterRef("user")).exclude(state=State.DRAFT).order_by().values("client")
    ClientProfile.objects.update(jobs_posted=Coalesce(Subquery(posted.values(count=Count("pk"))), 0))


def _job(number: int, found: dict[str, Any], client: User, texts: Texts) -> Change:
    chance, language = texts.chance, client.language
    state = STATES[number % len(STATES)]
    days = chance.randint(0, 24) if state == State.OPEN else chance.randint(31, 60)
    published = clock.now() - timedelta(days=days, minutes=number % 1440)
    expires = published + timedelta(days=30)
    least, most = found["budget_usd"]
    description = found["description"][language]
    if chance.random() < 0.5:
        description += "\n\n" + texts.one("job_notes", language)
    return {
        "client_id": client.pk,
        "title": found["title"][language],
        "description": description,
        "budget_min_amount": Decimal(least),
        "budget_max_amount": Decimal(most),
        "duration_days": found["days"],
        "state": state.value,
        "created_at": published,
        "published_at": None if state == State.DRAFT else published,
        "expires_at": None if state == State.DRAFT else expires,
        "ended_at": expires if state in (State.CLOSED, State.EXPIRED) else None,
    }
