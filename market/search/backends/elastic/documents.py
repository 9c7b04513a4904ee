"""What the engine holds: one document for each public profile, job and service, under the row's own id.

Words come from PostgreSQL's search documents, which `search.actions` writes in the transaction of each change; so both
backends search the same lexemes. A row that is not public has no document. Nothing is shown from a document: pages read
their rows from the database, joined to who may be seen.
"""

import json
import zlib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Literal

from django.contrib.postgres.fields import ArrayField
from django.db.models import CharField, F, Func, QuerySet
from elasticsearch.dsl import (
    Date,
    Document,
    Double,
    Integer,
    Keyword,
    Long,
    MetaField,
    Text,
)

from market.core.base.money import in_dollars
from market.jobs.models import Job
from market.profiles.models import Profile
from market.search.backends.postgres_facets import COLUMNS
from market.services.models import Service

VERSION = 5  # to be raised when the mappings change, or what a field holds: then the index is built anew
Kind = Literal["profiles", "jobs", "services"]


class Indexed(Document):
    """The fields that all kinds share. `a` to `d` are the lexemes of these weights (`search.texts`)."""

    id = Long()
    checksum = Long()  # of the other fields: what `comparison` adds up
    owner = Long()
    a = Keyword(doc_values=False)
    b = Keyword(doc_values=False)
    c = Keyword(doc_values=False)
    d = Keyword(doc_values=False)
    fuzzy = Text(analyzer="whitespace", norms=False, index_options="docs")  # words that a misspelled one may mean
    skill_ids = Long()
    heading_skill_ids = Long()
    work_skill_ids = Long()
    topic = Long()
    currency = Keyword()
    dollars = Double()  # an amount of either currency, roughly in USD, for sorting
    published_at = Date()

    class Meta:
        dynamic = MetaField("strict")
        meta = MetaField({"version": VERSION})
        source = MetaField({"enabled": False})  # nothing is read back but ids


class IndexedProfile(Indexed):
    """A freelancer's profile; `dollars` is the price from which they work."""

    district = Long()
    languages = Keyword()
    availability = Keyword()
    price = Double()
    jobs_done = Integer()
    exams_passed = Integer()
    rating = Double()
    review_count = Integer()
    stars = Double()  # as pages show them; none before the first review
    standing = Integer()
    updated_at = Date()


class IndexedJob(Indexed):
    """A job; `dollars` is the upper end of the budget. What begins with `client` are figures of its client."""

    budget_min = Double()
    budget_max = Double()
    bid_count = Integer()
    client_payment = Integer()  # 1 once a payment has arrived
    client_hires = Integer()
    client_stars = Double()


class IndexedService(Indexed):
    """A service; `dollars` is the lowest price. From the district to the standing all is its freelancer's."""

    district = Long()
    languages = Keyword()
    availability = Keyword()
    jobs_done = Integer()
    rating = Double()
    stars = Double()
    standing = Integer()
    price = Double()
    days = Integer()
    orders_paid = Integer()
    updated_at = Date()


class LexemesOfWeight(Func):
    """The lexemes of a tsvector that have this weight, in alphabetical order."""

    template = "tsvector_to_array(ts_filter(%(expressions)s, '{%(weight)s}'))"
    output_field = ArrayField(CharField())


@dataclass(frozen=True, slots=True)
class Source:
    """Where documents of a kind come from: its public rows, the column of each field, and the field of the amount."""

    mapping: type[Indexed]
    rows: "QuerySet[Any]"
    columns: dict[str, Any]
    amount: str

    def documents(self, ids: Collection[int]) -> dict[int, dict[str, Any]]:
        """The documents of those of these rows that are public, by id. One statement."""
        columns = {**_SHARED, **self.columns}
        rows = self.rows.filter(pk__in=ids, document__isnull=False).order_by()
        return {
            row[0]: self._document(dict(zip(columns, row, strict=True))) for row in rows.values_list(*columns.values())
        }

    def _document(self, values: dict[str, Any]) -> dict[str, Any]:
        document = {name: _plain(value) for name, value in values.items() if value is not None}
        if (amount := document.get(self.amount)) is not None:
            document["dollars"] = in_dollars(amount, document["currency"])
        written = json.dumps(document, sort_keys=True, ensure_ascii=False)
        return {**document, "checksum": zlib.crc32(written.encode())}


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return float(value)
    return value.isoformat(timespec="milliseconds") if isinstance(value, datetime) else value


_OF_FREELANCER = ("languages", "availability", "jobs_done", "rating", "standing")
_SHARED: dict[str, Any] = {
    "id": "pk",
    **{weight: LexemesOfWeight(F("document__words"), weight=weight) for weight in "abcd"},
    "fuzzy": "document__fuzzy",
    **{name: f"document__{name}" for name in ("skill_ids", "heading_skill_ids", "work_skill_ids")},
    "topic": "topic_id",
    "published_at": "published_at",
}
SOURCES: dict[Kind, Source] = {
    "profiles": Source(
        IndexedProfile,
        Profile.objects.public_of_many(),
        {
            "owner": "user_id",
            "district": "district_id",
            "price": "price_amount",
            "currency": "price_currency",
            **{name: name for name in (*_OF_FREELANCER, "exams_passed", "review_count", "updated_at")},
            "stars": COLUMNS["talent"]["rating"],
        },
        amount="price",
    ),
    "jobs": Source(
        IndexedJob,
        Job.objects.public(),
        {
            "owner": "client_id",
            "budget_min": "budget_min_amount",
            "budget_max": "budget_max_amount",
            "currency": "currency",
            "bid_count": "bid_count",
            "client_payment": COLUMNS["jobs"]["payment"],
            "client_hires": COLUMNS["jobs"]["hires"],
            "client_stars": COLUMNS["jobs"]["client_rating"],
        },
        amount="budget_max",
    ),
    "services": Source(
        IndexedService,
        Service.objects.public(),
        {
            "owner": "freelancer_id",
            "price": "price_from_value",
            "currency": "currency",
            "days": "days_from",
            "orders_paid": "orders_paid",
            "district": "freelancer__profile__district_id",
            **{name: f"freelancer__profile__{name}" for name in _OF_FREELANCER},
            "stars": COLUMNS["services"]["rating"],
            "updated_at": "updated_at",
        },
        amount="price",
    ),
}
