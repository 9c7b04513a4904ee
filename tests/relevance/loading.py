"""The corpus as rows of the database, with the same keys in every run: the order of equal matches depends on them."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from django.db import connection
from django.db.models import Model

from market.accounts.models import User
from market.core.base import clock
from market.jobs.models import Job
from market.profiles.models import Profile, Skill
from market.search.indexing.actions import reindex
from market.search.models import JobDocument, ProfileDocument, ServiceDocument
from market.services.models import Package, Service
from market.site.demo.bulk import Change, check_references, copy_instances, copy_rows
from market.site.demo.cast import build_user
from market.training.models import Batch, Certificate, District, Topic
from tests.relevance.corpus import Corpus, Record

DAY = datetime(2026, 6, 1, 12, tzinfo=UTC)  # the search's random order changes from day to day
FIRST_KEY = 1_000_001
COUNTED = (User, Certificate, Profile, Job, Service, Package)  # whose keys begin with FIRST_KEY
CLIENTS = 150
FIVE_STARS = Decimal("4.6")  # the mean of every review


def set_clock() -> None:
    """Set the site's time to DAY. A test's own fixture sets it back."""
    clock._offset = DAY - datetime.now(UTC)


def key(record: Record) -> int:
    """The primary key of a record's row."""
    return FIRST_KEY + record.number


@contextmanager
def loaded(corpus: Corpus) -> Iterator[None]:
    """The corpus, on DAY, in a test. Later keys go on as before it: who compares an index reads up to the highest."""
    keys = {model: _next_key(model) for model in COUNTED}
    set_clock()
    load(corpus)
    yield
    for model, first in keys.items():
        _restart(model, first)


def load(corpus: Corpus) -> None:
    """Write all rows, and their search documents."""
    for model in COUNTED:
        _restart(model, FIRST_KEY)
    users = copy_instances(build_user("", "Nobody", "en", "!"), [*map(_account, corpus.profiles), *_clients()])
    freelancers, clients = users[: len(corpus.profiles)], users[len(corpus.profiles) :]
    topics, districts = _ids(Topic.objects.all()), _ids(District.objects.all())
    batch = Batch.objects.create(
        code="RELEVANCE-1",
        topic_id=topics["data-entry"],
        district_id=districts["dhaka"],
        started_on=date(2018, 1, 1),
        ended_on=date(2018, 6, 30),
    )
    certificates = copy_instances(
        Certificate(batch=batch, issued_on=date(2018, 7, 30), claimed_at=DAY, signature="-"),
        [_certificate(number, user) for number, user in enumerate(freelancers)],
    )
    copy_instances(
        Profile(state=Profile.State.PUBLISHED),
        [
            _profile(record, topics, districts) | {"user_id": user, "certificate_id": certificate}
            for record, user, certificate in zip(corpus.profiles, freelancers, certificates, strict=True)
        ],
    )
    copy_instances(
        Job(state=Job.State.OPEN), [_job(record, topics, clients[record.number % CLIENTS]) for record in corpus.jobs]
    )
    copy_instances(
        Service(state=Service.State.LIVE),
        [_service(record, topics, freelancers[record.owner]) for record in corpus.services],
    )
    copy_instances(Package(position=1, revisions=1), [_package(record) for record in corpus.services])
    for model, records in ((Profile, corpus.profiles), (Job, corpus.jobs), (Service, corpus.services)):
        _tag(model, records)
    check_references()
    reindex()
    _analyze(User, Certificate, Profile, Job, Service, ProfileDocument, JobDocument, ServiceDocument)


def _analyze(*models: type[Model]) -> None:
    """Let the planner know the new rows, as it does on a site."""
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {', '.join(model._meta.db_table for model in models)}")


def _next_key(model: type[Model]) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence(%s, 'id'))", [model._meta.db_table])
        return int(cursor.fetchone()[0])


def _restart(model: type[Model], first: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT setval(pg_get_serial_sequence(%s, 'id'), %s, false)", [model._meta.db_table, first])


def _ids(rows: Iterable[Topic | District | Skill]) -> dict[str, int]:
    return {row.slug: row.pk for row in rows}


def _account(record: Record) -> Change:
    shown = record.shown_name
    return {"email": f"relevance{record.number}@demo.test", "name": "Private", "display_name": shown}


def _clients() -> list[Change]:
    return [{"email": f"relevance-client{number}@demo.test"} for number in range(CLIENTS)]


def _certificate(number: int, holder: int) -> Change:
    return {
        "serial": f"AIAA-RLV-2018-{number:04}",
        "name_en": "Private",
        "check_code": f"RLV{number:05}",
        "claim_hash": f"{number:064x}",
        "holder_id": holder,
    }


def _times(record: Record) -> Change:
    at = DAY - timedelta(hours=1 + record.number * 97 % 8000)
    return {"created_at": at, "published_at": at}


def _profile(record: Record, topics: dict[str, int], districts: dict[str, int]) -> Change:
    return _times(record) | {
        "headline_en": record.heading.get("en", ""),
        "headline_bn": record.heading.get("bn", ""),
        "story_en": record.body.get("en", ""),
        "story_bn": record.body.get("bn", ""),
        "topic_id": topics[record.topic],
        "district_id": districts[record.district],
        "languages": list(record.languages),
        "rate_amount": record.price,
        "rate_currency": record.currency,
        "availability": record.availability,
        "updated_at": DAY,
        "jobs_done": record.jobs_done,
        "review_count": record.reviews,
        "review_sum": record.reviews * FIVE_STARS,
        "rating": (record.reviews * FIVE_STARS + 20) / (record.reviews + 5),
    }


def _job(record: Record, topics: dict[str, int], client: int) -> Change:
    [title], [description] = record.heading.values(), record.body.values()
    return _times(record) | {
        "title": title,
        "description": description,
        "topic_id": topics[record.topic],
        "client_id": client,
        "budget_min_amount": record.price,
        "budget_max_amount": record.price,
        "currency": record.currency,
        "duration_days": 10,
        "expires_at": DAY + timedelta(days=30),
    }


def _service(record: Record, topics: dict[str, int], freelancer: int) -> Change:
    return _times(record) | {
        "title_en": record.heading.get("en", ""),
        "title_bn": record.heading.get("bn", ""),
        "description_en": record.body.get("en", ""),
        "description_bn": record.body.get("bn", ""),
        "topic_id": topics[record.topic],
        "freelancer_id": freelancer,
        "currency": record.currency,
        "price_from_value": record.price,
        "days_from": 3,
        "updated_at": DAY,
    }


def _package(record: Record) -> Change:
    name = "Basic" if "en" in record.heading else "সাধারণ"
    return {"service_id": key(record), "name": name, "price_value": record.price, "days": 3}


def _tag(model: type[Profile | Job | Service], records: list[Record]) -> None:
    skills, through = _ids(Skill.objects.all()), model.skills.through._meta
    pairs = [(key(record), skills[slug]) for record in records for slug in sorted(record.tagged)]
    copy_rows(through.db_table, [f"{model._meta.model_name}_id", "skill_id"], pairs)
