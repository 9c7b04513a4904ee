"""The rows of a page of results with all that a card shows, in one statement."""

from typing import TYPE_CHECKING, Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, Subquery
from django.db.models.functions import JSONObject, Left

from market.core.base.prepared import Each, hold, prepared
from market.jobs.models import Job
from market.profiles.models import PortfolioPicture, Profile
from market.search.finding.queries import SearchQuery
from market.search.lists.highlights import Highlighter
from market.search.lists.viewer_marks import mark_columns
from market.search.understanding.vocabulary import vocabulary
from market.services.models import Service, ServicePicture
from market.standing.formula import Side, answer_share
from market.standing.models import Score

if TYPE_CHECKING:
    from django.db.models import QuerySet

# What a row has of its document, by where the skills stand.
SKILL_IDS = {name: F(f"document__{name}") for name in ("skill_ids", "heading_skill_ids", "work_skill_ids")}
OPENING = 400  # letters of a description that are read for its summary
MOST_WORKS = 8  # of a portfolio, of which the card shows those that fit best
SHOWN_WORKS = 2


def rows_of(query: SearchQuery, ids: list[int], viewer: int | None = None) -> list[Any]:
    """Profiles, jobs or services of these ids, in this order. Skills come from memory.

    Each has `highlight` (see Highlighter) and `card_skills`, those that the query names first. Profiles have `works`
    and `answers` (the share of a hundred, or None) too. For a viewer (a user's id) they have the columns of
    `viewer_marks`.
    """
    if not ids:
        return []
    fetch_rows = {"talent": _people, "services": _services, "jobs": _jobs}[query.kind]
    highlighter, skills = Highlighter.of(query), vocabulary().by_id("skill")
    by_id: dict[int, Any] = {row.pk: row for row in fetch_rows(ids, viewer)}
    for row in by_id.values():
        named = [skills[pk] for pk in row.skill_ids if pk in skills]
        row.card_skills = sorted(named, key=lambda skill: skill not in highlighter.subjects)
        # The cards of the API read `skills.all()`: answered from memory too, in place of a statement.
        hold([row], "skills", row.card_skills)
        row.highlight, row.is_named = highlighter.highlight, highlighter.subjects.__contains__
        if query.kind == "talent":
            _complete_profile(row, highlighter)
        elif query.kind == "services":
            hold(
                [row], "pictures", [ServicePicture(service_id=row.pk, **row.first_picture)] if row.first_picture else ()
            )
        else:
            row.description = row.opening  # a summary is cut from it; the whole text was not read
    return [by_id[pk] for pk in ids if pk in by_id]


def _complete_profile(row: Any, highlighter: Highlighter) -> None:
    works = sorted(row.pictured, key=lambda work: -highlighter.count(f"{work['title']} {work['title']} {work['text']}"))
    row.works = [PortfolioPicture(profile_id=row.pk, **_picture(work)) for work in works[:SHOWN_WORKS]]
    row.answers = answer_share(row.answered)


def _picture(work: dict[str, Any]) -> dict[str, Any]:
    return {"case_id": work["case"], "title": work["title"], "thumbnail": work["thumbnail"]}


@prepared
def _people(ids: list[int], viewer: int | None) -> "QuerySet[Any]":
    scores = Score.objects.filter(user=OuterRef("user_id"), side=Side.FREELANCER)
    rows = Profile.objects.public().select_related("user", "topic", "district", "certificate")
    return (
        rows.filter(pk__in=Each(ids))
        .defer("story_en", "story_bn")
        .annotate(
            **SKILL_IDS,
            pictured=ArraySubquery(_pictured()),
            answered=Subquery(scores.values("counts__answers")[:1]),
            **mark_columns("talent", viewer),
        )
    )


def _pictured() -> "QuerySet[Any, Any]":
    """The first picture of each work of a portfolio."""
    pictures = PortfolioPicture.objects.filter(profile=OuterRef("pk"))
    firsts = pictures.order_by("case__position", "case_id", "position", "id").distinct("case__position", "case_id")
    work = JSONObject(case="case_id", title="case__title", text=Left("case__text", OPENING), thumbnail="thumbnail")
    return firsts.values_list(work)[:MOST_WORKS]


@prepared
def _services(ids: list[int], viewer: int | None) -> "QuerySet[Any]":
    pictures = ServicePicture.objects.filter(service=OuterRef("pk")).order_by("position", "id")
    first = pictures.values_list(JSONObject(title="title", thumbnail="thumbnail"))[:1]
    rows = Service.objects.public().for_cards().prefetch_related(None).defer("description_en", "description_bn")
    return rows.filter(pk__in=Each(ids)).annotate(
        **SKILL_IDS, first_picture=Subquery(first), **mark_columns("services", viewer)
    )


@prepared
def _jobs(ids: list[int], viewer: int | None) -> "QuerySet[Any]":
    rows = Job.objects.public().select_related("topic", "client__client_profile")
    return (
        rows.filter(pk__in=Each(ids))
        .defer("description")
        .annotate(opening=Left("description", OPENING), **SKILL_IDS, **mark_columns("jobs", viewer))
    )
