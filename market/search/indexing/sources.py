"""What is indexed of a profile, a job and a service: texts by where they stand, skills, topic and district."""

from dataclasses import dataclass

from django.contrib.postgres.aggregates import ArrayAgg
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q, QuerySet, TextField, Value
from django.db.models.functions import Concat, Left

from market.jobs.models import Job
from market.profiles.models import PortfolioCase, Profile
from market.search.understanding.entries import Entry
from market.search.understanding.texts import LONGEST_TEXT
from market.search.understanding.vocabulary import vocabulary
from market.services.models import Service

OPENING = 300  # letters of each portfolio work and service that count for a profile


@dataclass(frozen=True, slots=True)
class Source:
    """The texts of a profile, a job or a service, and the vocabulary entries it belongs to."""

    id: int
    heading: str  # name, headline or title
    body: str  # story or description
    skill_ids: list[int]
    places: tuple[Entry | None, ...]  # topic and district
    works: str = ""  # portfolio and services of a profile
    names: str = ""  # what suggestions find it by: the names of a person, the titles of a service


def of_profiles(rows: "QuerySet[Profile]") -> list[Source]:
    """The sources of these profiles."""
    values = rows.values_list(
        "pk",
        "user__display_name",
        "user__other_name",
        "headline_en",
        "headline_bn",
        "story_en",
        "story_bn",
        "topic_id",
        "district_id",
    ).annotate(owned=_skill_ids(), works=_portfolio(), offered=_offered())
    vocab = vocabulary()
    topics, districts = vocab.by_id("topic"), vocab.by_id("district")
    return [
        Source(
            id=pk,
            heading="\n".join(heads),
            body="\n".join(text[:LONGEST_TEXT] for text in stories),
            skill_ids=sorted(owned),
            places=(topics.get(topic), districts.get(district)),
            works="\n".join([*works, *offered]),
            names="\n".join(heads[:2]),
        )
        for pk, *heads_and_stories, topic, district, owned, works, offered in values
        for heads, stories in [(heads_and_stories[:4], heads_and_stories[4:])]
    ]


def of_jobs(rows: "QuerySet[Job]") -> list[Source]:
    """The sources of these jobs."""
    values = rows.values_list("pk", "title", "description", "topic_id").annotate(owned=_skill_ids())
    topics = vocabulary().by_id("topic")
    return [
        Source(id=pk, heading=title, body=text[:LONGEST_TEXT], skill_ids=sorted(owned), places=(topics.get(topic),))
        for pk, title, text, topic, owned in values
    ]


def of_services(rows: "QuerySet[Service]") -> list[Source]:
    """The sources of these services. They are found by their freelancer's names and district too."""
    values = rows.values_list(
        "pk",
        "freelancer__display_name",
        "freelancer__other_name",
        "title_en",
        "title_bn",
        "description_en",
        "description_bn",
        "topic_id",
        "freelancer__profile__district_id",
    ).annotate(owned=_skill_ids(), included=_package_texts("includes"), in_other=_package_texts("other_includes"))
    vocab = vocabulary()
    topics, districts = vocab.by_id("topic"), vocab.by_id("district")
    return [
        Source(
            id=pk,
            heading="\n".join((*names, *titles)),
            body="\n".join(text[:LONGEST_TEXT] for text in [*texts, *dict.fromkeys([*included, *in_other])]),
            skill_ids=sorted(set(owned)),
            places=(topics.get(topic), districts.get(district)),
            names="\n".join(titles),
        )
        for pk, *names_and_texts, topic, district, owned, included, in_other in values
        for names, titles, texts in [(names_and_texts[:2], names_and_texts[2:4], names_and_texts[4:])]
    ]


def _skill_ids() -> ArrayAgg:
    return ArrayAgg("skills", filter=Q(skills__isnull=False), default=[])


def _package_texts(name: str) -> ArrayAgg:
    return ArrayAgg(f"packages__{name}", filter=Q(packages__isnull=False), default=[], distinct=True)


def _portfolio() -> ArraySubquery:
    works = PortfolioCase.objects.filter(profile=OuterRef("pk")).order_by("pk")
    texts = Left(Concat("title", Value("\n"), "text", output_field=TextField()), OPENING)
    return ArraySubquery(works.values_list(texts))


def _offered() -> ArraySubquery:
    services = Service.objects.filter(freelancer=OuterRef("user_id"), state=Service.State.LIVE).order_by("pk")
    return ArraySubquery(services.values_list(Concat("title_en", Value("\n"), "title_bn", output_field=TextField())))
