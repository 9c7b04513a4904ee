"""The officers' page of trainers: their batches, and what they have to do each week."""

from django.http import HttpResponse
from django.shortcuts import render

from market.accounts.people.decorators import MemberRequest
from market.core.base.db import fetch
from market.training.issuing.desk_views import officers_only
from market.training.models import Phase
from market.training.plans.load import WEEKS, loads
from market.training.plans.queries import waiting_batches

LONGEST_ID = 9  # digits


@officers_only
def trainer_load(request: MemberRequest) -> HttpResponse:
    """Which trainer has which batches and how many classes a week; of one phase, if it is chosen."""
    chosen = request.GET.get("phase", "")
    phases = Phase.objects.visible_to(request.user).select_related("programme").order_by("-starts_on", "-pk")
    is_id = chosen.isascii() and chosen.isdecimal() and len(chosen) <= LONGEST_ID
    phase = fetch(phases, int(chosen)) if is_id else None
    context = {
        "loads": loads(phase),
        "phase": phase,
        "phases": phases[:24],
        "unled": waiting_batches().select_related("district", "topic", "phase"),
        "weeks": WEEKS,
    }
    return render(request, "training/trainer_load.html", context)
