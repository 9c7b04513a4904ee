"""Reads of the site's own pages."""

from dataclasses import replace
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet, Value
from django.http import HttpRequest

from market.accounts.models import User
from market.bids.models import Bid
from market.bids.queries import with_terms
from market.contracts.models import Contract, Milestone
from market.core.base.prepared import Each, hold, prepared
from market.jobs.models import Invitation, Job, Mark
from market.messaging.queries import unread_conversations
from market.payments.queries import Balance, balances_of, spending_of
from market.profiles.freelancers.hints import hints
from market.profiles.models import Profile, Skill
from market.search.lists import listing, page_mark, seen_by
from market.search.queries import JobQuery, ServiceQuery, TalentQuery
from market.search.vocabulary import vocabulary
from market.site.home.dispute_tasks import dispute_tasks
from market.site.home.earnings import CHOICES, charts, earned_by_month, spent_by_month
from market.site.home.review_tasks import review_tasks
from market.site.home.steps import Facts, facts_of, first_hire, first_job
from market.site.home.tasks import MOST, STAFF, Task, in_order, party_tasks
from market.site.staff.tasks import staff_tasks
from market.training.models import Certificate

SHOWN = 6
SKILLS = 8
FEW = 3
LOOKED_AT = 20


def first_page(request: HttpRequest) -> dict[str, Any]:
    """Figures, topics with how many offer them, skills asked for, lists of new graduates, jobs and services, and the
    `mark` under which the page of all that is kept."""
    user = request.user
    people = listing(seen_by(TalentQuery(ordering="newest"), user), limit=SHOWN)
    jobs = listing(seen_by(JobQuery(ordering="newest"), user), limit=SHOWN)
    services = listing(seen_by(ServiceQuery(ordering="newest"), user), limit=FEW)
    known, offered = vocabulary(), people.found.facets
    topics = [(topic, offered.get("topic", {}).get(topic.id, 0)) for topic in known.of("topic").values()]
    asked = sorted(jobs.found.facets.get("skill", {}).items(), key=lambda pair: -pair[1])
    skills = known.by_id("skill")
    return {
        "topics": topics,
        "skills": [skills[pk] for pk, _count in asked if pk in skills][:SKILLS],
        "people": people,
        "openings": jobs,
        "offers": services,
        "mark": page_mark(request, people, jobs, services),
        "graduates": people.found.count,
        "open_jobs": jobs.found.count,
        "districts": len(offered.get("district", {})),
    }


def tasks_of(user: User, facts: Facts | None = None, balances: list[Balance] | None = None) -> list[Task]:
    """All that waits for her, in whatever she does here: soonest first. What is not given of her is read."""
    known, money = facts or facts_of(user), balances_of(user) if balances is None else balances
    quarrels = dispute_tasks(user) if known.disputed else []
    reviews = review_tasks(user) if known.reviewable else []
    return in_order([*party_tasks(user, known, money), *quarrels, *reviews, *staff_tasks(user)])


def work_of(user: User, months: int = CHOICES[0]) -> dict[str, Any]:
    """Her home: what waits for her on the side that she turned to, her money, talks, work, and the steps to begin."""
    profile = _profile_of(user)
    balances, facts = balances_of(user) if profile else [], facts_of(user)
    side = user.side or ("freelancer" if profile else "client")
    tasks = tasks_of(user, facts, balances)
    here = [task for task in tasks if not user.side or task.side in (user.side, STAFF)]
    works, hires = side == "freelancer", not profile or side == "client"
    return {
        "profile": profile,
        "certificate": profile.certificate if profile else Certificate.objects.filter(holder=user).first(),
        "works": works,
        "facts": facts,
        "tasks": here[:MOST],
        "task_count": len(here),
        "more_tasks": len(here) > MOST,
        "elsewhere": len(tasks) - len(here),
        "months": months,
        "job_steps": first_job(facts) if (facts.certificate or not profile) and not (profile and not works) else [],
        "hire_steps": first_hire(facts) if hires else [],
        "hints": hints(profile)[:FEW] if profile and works and profile.state == Profile.State.PUBLISHED else [],
        "talks": unread_conversations(user),
        "for_her": jobs_for(profile) if profile and works and profile.state == Profile.State.PUBLISHED else [],
        **_money(user, facts, balances, months, works=works),
        **_running(user, facts, works=works),
    }


def _profile_of(user: User) -> Profile | None:
    """Her profile with what a home asks of it; she knows it, and it knows her."""
    found = next(iter(_profiles_of(user)), None)
    if found is not None:
        user.profile, skills = found, vocabulary().by_id("skill")
        hold([found], "skills", [skills[pk] for pk in found.skill_ids if pk in skills])
    return found


@prepared
def _profiles_of(user: User) -> QuerySet[Any]:
    skills = Skill.objects.filter(profiles=OuterRef("pk")).values("pk")
    return (
        Profile.objects.filter(user=user)
        .select_related("topic", "certificate")
        .annotate(skill_ids=ArraySubquery(skills))
    )


def _money(user: User, facts: Facts, balances: list[Balance], months: int, *, works: bool) -> dict[str, Any]:
    """What she earned, or spent, as figures and as months; who never paid or earned has none of them."""
    spent = spending_of(user) if facts.hires and not (user.side and works) else []
    return {
        "earned": balances if works or not user.side else [],
        "earned_charts": charts(earned_by_month(user), months) if balances and works else {},
        "spent": spent,
        "spent_charts": charts(spent_by_month(user), months) if spent else {},
    }


def _running(user: User, facts: Facts, *, works: bool) -> dict[str, Any]:
    """Her running contracts, open bids and jobs, a few of each, of the side that she turned to."""
    running = {"client": _contracts_as_client, "freelancer": _contracts_as_freelancer}.get(user.side, _contracts)
    contracts = running(user) if facts.has_contracts else []
    if contracts:
        hold(contracts, "milestones", _milestones_of([each.pk for each in contracts]), by="contract_id")
    bids = _open_bids(user) if works else []
    with_terms(bids)
    shows_jobs = not user.side or not works
    return {"contracts": contracts, "bids": bids, "own_jobs": _own_jobs(user) if shows_jobs else []}


@prepared
def _contracts(user: User) -> QuerySet[Contract]:
    running = Contract.objects.visible_to(user).filter(state=Contract.State.ACTIVE)
    return running.select_related("client", "freelancer").order_by("-started_at")[:SHOWN]


@prepared
def _contracts_as_client(user: User) -> QuerySet[Contract]:
    running = Contract.objects.visible_to(user).filter(state=Contract.State.ACTIVE, client=user)
    return running.select_related("client", "freelancer").order_by("-started_at")[:SHOWN]


@prepared
def _contracts_as_freelancer(user: User) -> QuerySet[Contract]:
    running = Contract.objects.visible_to(user).filter(state=Contract.State.ACTIVE, freelancer=user)
    return running.select_related("client", "freelancer").order_by("-started_at")[:SHOWN]


@prepared
def _milestones_of(contracts: list[int]) -> QuerySet[Milestone]:
    return Milestone.objects.filter(contract__in=Each(contracts))


@prepared
def _open_bids(user: User) -> QuerySet[Bid]:
    bids = Bid.objects.filter(freelancer=user, origin=Bid.Origin.BID).open()
    return bids.select_related("job").order_by("-submitted_at")[:SHOWN]


@prepared
def _own_jobs(user: User) -> QuerySet[Job]:
    jobs = Job.objects.posted().filter(client=user, state__in=[Job.State.OPEN, Job.State.DRAFT])
    return jobs.order_by("state", "-published_at")[:SHOWN]


def jobs_for(profile: Profile) -> list[Job]:
    """Open jobs of her topic: not hidden by her, not her own, neither bid on nor asked to; most skills in common first.

    Where her topic has none, jobs for the first of her skills.
    """
    skills = [skill.id for skill in profile.skills.all()]
    slugs = [skill.slug for skill in profile.skills.all()]
    fits = [JobQuery(topic=profile.topic.slug, ordering="newest")]
    fits += [JobQuery(skill=slug, ordering="newest") for slug in slugs[:1]]
    known = _jobs_known_to(profile.user_id)
    done, hides = {job_id for job_id, _hidden in known}, any(hidden for _job_id, hidden in known)
    viewer = profile.user_id if hides or profile.user.has_blocks else 0
    for query in fits:
        rows = listing(replace(query, viewer=viewer), limit=LOOKED_AT).rows
        rows = [row for row in rows if row.pk not in done and row.client_id != profile.user_id]
        if rows:
            return sorted(rows, key=lambda row: -len(set(row.skill_ids) & set(skills)))[:FEW]
    return []


@prepared
def _jobs_known_to(user: int) -> QuerySet[Any, tuple[int, bool]]:
    """The jobs that she bid on, was asked to or hid, and which of them she hid."""
    hers = Bid.objects.filter(freelancer=user).values_list("job_id", Value(False))
    asked = Invitation.objects.filter(freelancer=user).values_list("job_id", Value(False))
    hidden = Mark.objects.filter(user=user, kind=Mark.Kind.HIDDEN).values_list("job_id", Value(True))
    return hers.union(asked, hidden)
