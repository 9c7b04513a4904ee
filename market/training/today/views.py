"""The page of a trainer's day."""

from django.http import HttpResponse
from django.shortcuts import render

from market.accounts.models import User
from market.accounts.people.decorators import MemberRequest, with_role
from market.core.base import clock
from market.core.base.home_tasks import MOST, folded
from market.training.today.queries import FEW, day_of
from market.training.trainees.behind import rule_in_words

AT_ONCE = 20  # of those who fall behind


@with_role(User.Role.TRAINER)
def training_today(request: MemberRequest) -> HttpResponse:
    """Classes of the day, what waits, who falls behind, and the batches at a glance."""
    day = day_of(request.user)
    context = {
        "day": day,
        "tasks": folded(list(day.tasks))[:MOST],
        "more_questions": day.question_count - FEW,
        "behind": day.behind[:AT_ONCE],
        "more_behind": len(day.behind) - AT_ONCE,
        "rule": rule_in_words(),
        "now": clock.now(),
    }
    return render(request, "training/today.html", context)
