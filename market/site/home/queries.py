"""Reads of a user's home."""

from dataclasses import replace
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet

from market.accounts.models import User
from market.bids.bids.queries import prefetch_terms
from market.bids.models import Bid
from market.contracts.models import Contract, Milestone
from market.core.base.home_tasks import MOST, STAFF, TRAINEE, Facts, Home, Task, folded
from market.core.base.prepared import Each, hold, prepared
from market.jobs.models import Job
from market.messaging.queries import unread_conversations
from market.payments.queries import Balance, balances_of, spending_of
from market.profiles.freelancers.hints import Hint, hints
from market.profiles.models import Profile, Skill
from market.search.finding.queries import JobQuery, TalentQuery
from market.search.fits.jobs import fitting_jobs
from market.search.lists.listing import for_viewer, search_page
from market.search.lists.rows import rows_of
from market.search.lists.viewer_marks import marks_of_rows
from market.search.saved.queries import saved_profiles
from market.search.understanding.vocabulary import vocabulary
from market.site.home.earnings import CHOICES, build_charts, earned_by_month, spent_by_month
from market.site.home.steps import has_begun, hire_steps, job_steps, learns
from market.training.certificates.queries import side_in_use
from market.training.enrolments.front_queries import ApplicationNow, CourseNow, front_of
from market.training.models import Certificate

SHOWN = 6
FEW = 3


def takes_part(user: User) -> bool:
    """Whether somebody who neither hires nor works has to do with courses: as applicant, trainee or trainer."""
    return bool(user.roles) or learns(Home(user).facts)


def home_context(user: User, months: int = CHOICES[0]) -> dict[str, Any]:
    """Template context of a user's home: tasks of the chosen side, money, unread conversations, work, first steps."""
    profile = _profile_of(user)
    home = Home(user)
    balances, facts = home.read(balances_of) if profile else [], home.facts
    works = side_in_use(user, has_certificate=facts["certificate"]) == User.Side.FREELANCER
    front = front_of(user, facts)
    tasks, elsewhere = _tasks_of(home, front)
    has_no_side = not (user.side or profile or learns(facts))
    return {
        "profile": profile,
        "certificate": profile.certificate if profile else Certificate.objects.filter(holder=user).first(),
        "works": works,
        "learns": learns(facts),
        "front": front,
        "has_begun": has_begun(facts),
        "tasks": folded(tasks)[:MOST],
        "task_count": min(len(tasks), MOST),
        "more_tasks": len(tasks) > MOST,
        "hidden_tasks": len(folded(tasks)) > MOST,
        "elsewhere": elsewhere,
        "months": months,
        "job_steps": job_steps(facts) if works or has_no_side else [],
        "hire_steps": hire_steps(facts) if has_no_side or not works and (user.side or has_begun(facts)) else [],
        "hints": _hints(profile) if profile and works and profile.state == Profile.State.PUBLISHED else [],
        "conversations": unread_conversations(user),
        "fitting": fitting_jobs(profile, FEW) if profile and works and profile.is_shown else [],
        **_money(user, facts, balances, months, works=works),
        **_running(user, facts, works=works),
    }


def _hints(profile: Profile) -> list[Hint]:
    """A few suggestions; about the other name the page asks itself."""
    return [hint for hint in hints(profile) if hint.code != "other_name"][:FEW]


def start_context(user: User) -> dict[str, Any]:
    """Template context of a freelancer's front page: the first tasks, jobs that fit, and the newest of the others."""
    profile, home = _profile_of(user), Home(user)
    front = front_of(user, home.facts)
    tasks, elsewhere = _tasks_of(home, front)
    fitting = fitting_jobs(profile, FEW) if profile and profile.is_shown else []
    newest = search_page(for_viewer(JobQuery(ordering="newest"), user), limit=SHOWN + FEW)
    shown = {job.pk for job in fitting}
    openings = [job for job in replace(newest, reader=user.pk).rows if job.pk not in shown][:SHOWN]
    return {
        "profile": profile,
        "front": front,
        "tasks": folded(tasks)[:FEW],
        "task_count": min(len(tasks), MOST),
        "more_tasks": len(tasks) > MOST,
        "elsewhere": elsewhere,
        "job_steps": [] if profile and profile.is_shown else job_steps(home.facts),
        "fitting": fitting,
        "openings": openings,
        "marks": marks_of_rows([*fitting, *openings]),
    }


def client_start_context(user: User) -> dict[str, Any] | None:
    """Template context of a client's front page: the first tasks, people whom they saved, and the newest of the others.
    None for whoever has not begun anything and chose no side: they still learn what the site is."""
    home = Home(user)
    if not user.side and not has_begun(home.facts):
        return None
    front = front_of(user, home.facts)
    tasks, elsewhere = _tasks_of(home, front)
    saved = rows_of(TalentQuery(), list(saved_profiles(user).values_list("pk", flat=True)[:FEW]), user.pk)
    newest = search_page(for_viewer(TalentQuery(ordering="newest"), user), limit=SHOWN + FEW)
    shown = {profile.pk for profile in saved}
    people = [each for each in replace(newest, reader=user.pk).rows if each.pk not in shown][:SHOWN]
    return {
        "front": front,
        "tasks": folded(tasks)[:FEW],
        "task_count": min(len(tasks), MOST),
        "more_tasks": len(tasks) > MOST,
        "elsewhere": elsewhere,
        "saved": saved,
        "people": people,
        "marks": marks_of_rows([*saved, *people]),
    }


def _tasks_of(home: Home, front: CourseNow | ApplicationNow | None) -> tuple[list[Task], int]:
    """The tasks of the side that the user chose, of both if they chose none, and how many wait on the other side.
    Without the one that the page begins with."""
    tasks, side = home.tasks(), home.user.side
    own = [task for task in tasks if front is None or task.side != TRAINEE or task.url != front.stands_for]
    shown = [task for task in own if not side or task.side in (side, STAFF, TRAINEE)]
    return shown, len(own) - len(shown)


def _profile_of(user: User) -> Profile | None:
    """The user's profile with the relations that the home reads, also set as `user.profile`."""
    profile = next(iter(_profiles_of(user)), None)
    if profile is not None:
        user.profile, skills = profile, vocabulary().by_id("skill")
        hold([profile], "skills", [skills[pk] for pk in profile.skill_ids if pk in skills])
    return profile


@prepared
def _profiles_of(user: User) -> QuerySet[Any]:
    skills = Skill.objects.filter(profiles=OuterRef("pk")).values("pk")
    return (
        Profile.objects.filter(user=user)
        .select_related("topic", "certificate")
        .annotate(skill_ids=ArraySubquery(skills))
    )


def _money(user: User, facts: Facts, balances: list[Balance], months: int, *, works: bool) -> dict[str, Any]:
    """What the user earned or spent, as sums and charts; empty for users who never did."""
    spent = spending_of(user) if facts["hires"] and not (user.side and works) else []
    return {
        "earned": balances if works or not user.side else [],
        "earned_charts": build_charts(earned_by_month(user), months) if balances and works else {},
        "spent": spent,
        "spent_charts": build_charts(spent_by_month(user), months) if spent else {},
    }


def _running(user: User, facts: Facts, *, works: bool) -> dict[str, Any]:
    """Active contracts, open bids and own jobs of the chosen side, a few of each."""
    fetch = {"client": _contracts_as_client, "freelancer": _contracts_as_freelancer}.get(user.side, _contracts)
    contracts = fetch(user) if facts["hired"] or facts["hires"] else []
    if contracts:
        hold(contracts, "milestones", _milestones_of([each.pk for each in contracts]), by="contract_id")
    bids = _open_bids(user) if works else []
    prefetch_terms(bids)
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
