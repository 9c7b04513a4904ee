"""Clients and their jobs."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from babel import Locale
from django.conf import settings
from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce

from market.accounts.models import User
from market.core.base import clock
from market.jobs.models import Job
from market.profiles.clients.countries import COUNTRIES
from market.profiles.models import ClientProfile, Skill
from market.site.demo.bulk import Change, check_references, copy_instances, copy_rows
from market.site.demo.cast import build_user, copy_people, password_hash, save_people
from market.site.demo.texts import Texts
from market.training.models import Topic

CHUNK = 5000
LANGUAGES = ("en", "bn")
State = Job.State
STATES = (*[State.OPEN] * 22, State.DRAFT, State.CLOSED, State.EXPIRED)  # in turn, so that a small site has each


def make_clients(cast: dict[str, User], texts: Texts) -> None:
    """Create client profiles for the cast's clients and for those of the texts."""
    password = password_hash()
    people = [
        build_user(
            f"client{number}@demo.test",
            each["name"][each["language"]],
            each["language"],
            password,
            other_name=each["name"]["en"].split()[0] if each["language"] == "bn" else "",
        )
        for number, each in enumerate(texts.clients[1:])
    ]
    save_people(people)
    clients = [cast["carla"], cast["rahim"], cast["omar"], *people]
    codes = {str(Locale("en").territories[code]): str(code) for code in COUNTRIES}
    pages = [texts.clients[0], {"company": {"en": "", "bn": ""}, "country": "Bangladesh", "language": "bn"}, None]
    ClientProfile.objects.bulk_create(
        (_profile(user, page, codes) for user, page in zip(clients, [*pages, *texts.clients[1:]], strict=True)),
        ignore_conflicts=True,
    )


def make_buyers(wanted: int, texts: Texts) -> None:
    """Create clients until there are `wanted` in all, so that nobody has to post a thousand jobs."""
    existing, password = ClientProfile.objects.count(), password_hash()
    names = [(texts.chance.choice(texts.people["first_names"]), number) for number in range(existing, wanted)]
    people = [
        {
            "email": f"buyer{number}@demo.test",
            "name": name[language],
            "display_name": name[language],
            "other_name": name["en"] if language == "bn" else "",
            "language": language,
        }
        for name, number in names
        for language in [texts.chance.choice(["en", "en", "bn"])]
    ]
    copy_instances(ClientProfile(), [{"user_id": key} for key in copy_people(password, people)])


def _profile(user: User, page: dict[str, Any] | None, countries: dict[str, str]) -> ClientProfile:
    if page is None:
        return ClientProfile(user=user)
    company = page["company"][page["language"]]
    return ClientProfile(user=user, company=company, country=countries.get(page["country"], ""))


def make_jobs(numbers: range, texts: Texts) -> None:
    """Create jobs of these numbers over all topics: most are open, some are drafts, closed or expired."""
    people = list(User.objects.filter(is_demo=True, client_profile__isnull=False).order_by("pk"))
    clients = {code: [user for user in people if user.language == code] for code in LANGUAGES}
    topics, skills = dict(Topic.objects.values_list("slug", "pk")), dict(Skill.objects.values_list("slug", "pk"))
    slugs = sorted(texts.topics)
    for start in range(0, len(numbers), CHUNK):
        chunk = [(number, slugs[number % len(slugs)]) for number in numbers[start : start + CHUNK]]
        picked = [text_in_turn(texts.topics[slug]["jobs"], number // len(slugs)) for number, slug in chunk]
        changes = [
            _job(number, data, texts.chance.choice(clients[language]), texts) | {"topic_id": topics[slug]}
            for (number, slug), (data, language) in zip(chunk, picked, strict=True)
        ]
        jobs = copy_instances(Job(), changes)
        job_skills = (
            (job, skills[slug]) for job, (data, _) in zip(jobs, picked, strict=True) for slug in data["skills"]
        )
        copy_rows(Job.skills.through._meta.db_table, ["job_id", "skill_id"], job_skills)
        check_references()
    posted = Job.objects.filter(client=OuterRef("user")).exclude(state=State.DRAFT).order_by().values("client")
    ClientProfile.objects.update(jobs_posted=Coalesce(Subquery(posted.values(count=Count("pk"))), 0))


def text_in_turn(templates: list[dict[str, Any]], turn: int) -> tuple[dict[str, Any], str]:
    """The text of a topic's job in its turn, and its language: each title once before one comes again, those that the
    stories do not use first."""
    rounds, place = divmod(turn, len(templates))
    return templates[-1 - place], LANGUAGES[(place + rounds) % len(LANGUAGES)]


def _job(number: int, template: dict[str, Any], client: User, texts: Texts) -> Change:
    chance, language = texts.chance, client.language
    state = STATES[number % len(STATES)]
    days = chance.randint(0, 24) if state == State.OPEN else chance.randint(31, 60)
    published = clock.now() - timedelta(days=days, minutes=number % 1440)
    expires = published + timedelta(days=30)
    least, most = template["budget_usd"]
    description = texts.distinct(template["description"][language], "job_details", language)
    if chance.random() < 0.5:
        description += "\n\n" + texts.one("job_notes", language)
    return {
        "client_id": client.pk,
        "title": texts.distinct(template["title"][language], "job_places", language, ", "),
        "description": description,
        "budget_min_amount": Decimal(least),
        "budget_max_amount": Decimal(most),
        "duration_days": template["days"],
        "state": state.value,
        "created_at": published,
        "published_at": None if state == State.DRAFT else published,
        "expires_at": None if state == State.DRAFT else expires,
        "remind_at": expires - timedelta(days=settings.LIFECYCLE.job_warning_days) if state == State.OPEN else None,
        "ended_at": expires if state in (State.CLOSED, State.EXPIRED) else None,
    }
