"""Short ways to applications and draws."""

from collections.abc import Sequence
from datetime import timedelta
from itertools import count

from market.accounts.models import User
from market.core.base import clock
from market.core.base.past import Past, entered
from market.training.models import Application, District, EarlierCertificate, Phase, Selection, Topic, TopicWish
from market.training.selection.actions import commit_selection, confirm_selection, draw_selection
from tests import make
from tests.training import plan_story

DAY = timedelta(days=1)
_number = count(1)


def certificate(district: str = "rangpur", year: int = 2020, name: str = "Rahima Khatun") -> EarlierCertificate:
    return plan_story.earlier_certificate(name, district=district, year=year)


def application(phase: Phase, wishes: Sequence[str] = ("graphics-design",), **changes) -> Application:
    """One that was submitted, by a new user unless another one is named."""
    at, number = next(_number), f"AI-{next(_number):04}-77"
    district = changes.pop("district", "rangpur")
    fields = {
        "applicant": changes.pop("applicant", None) or make.make_person(f"Applicant{at}"),
        "state": "submitted",
        "number": number,
        "district": District.objects.get(slug=district),
        "certificate": changes.pop("certificate", None) or certificate(district),
        "device": "phone",
        "connection": "mobile",
        "weekly_hours": 6,
        "begun_at": clock.now(),
        "submitted_at": clock.now(),
        **changes,
    }
    row = Application.objects.create(phase=phase, **fields)
    for rank, slug in enumerate(wishes, start=1):
        TopicWish.objects.create(application=row, topic=Topic.objects.get(slug=slug), rank=rank)
    return row


def phase_of(officer: User, seats: int = 2, **changes) -> Phase:
    """A phase whose applications are open, with one batch of few seats; its seed is committed."""
    phase = plan_story.planned(officer, **changes)
    phase.batches.update(seats=seats)
    clock.run_due()
    return phase


def over(officer: User, *applications: str, seats: int = 2, **changes) -> Phase:
    """A phase whose applications closed yesterday, from these districts; its seed was committed before."""
    day = plan_story.today()
    days = {"opens_on": day - 5 * DAY, "closes_on": day - DAY, "first_day": day + 30 * DAY}
    phase = plan_story.planned(officer, **{**days, **changes})
    phase.batches.update(seats=seats)
    with entered(Past(clock.offset() - 3 * DAY)):
        commit_selection(by=officer, phase_id=phase.pk)
        for district in applications:
            application(phase, district=district)
    return phase


def closed(phase: Phase) -> Phase:
    clock.advance(phase.closes_at - clock.now() + timedelta(hours=1))
    return phase


def drawn(officer: User, phase: Phase) -> Selection:
    return draw_selection(by=officer, phase_id=closed(phase).pk)


def published(officer: User, other: User, phase: Phase) -> Selection:
    drawn(officer, phase)
    selection = confirm_selection(by=other, phase_id=phase.pk)
    make.run_jobs()
    return selection
