"""The officers' list of all trainees, and the same as a file."""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import render

from market.accounts.people.decorators import MemberRequest
from market.core.base.audit import log_access
from market.core.web.tables import MOST_ON_PAPER, send_table
from market.training.issuing.desk_views import officers_only
from market.training.issuing.filters import strict
from market.training.models import Enrolment
from market.training.trainees.behind import rule_in_words
from market.training.trainees.filters import TraineeFilter
from market.training.trainees.queries import stands_of, trainees
from market.training.trainees.tables import trainee_table

ON_A_PAGE = 30


def filter_context(matches: Any) -> dict[str, Any]:
    """What a page with a filter shows of it: the form, the query of further pages, how many filters are
    active, and of how many rows a PDF can be had."""
    query = matches.data.copy()
    query.pop("page", None)
    active = sum(bool(value) for name, value in matches.form.data.items() if name in matches.filters and name != "q")
    return {"form": matches.form, "query": query.urlencode(), "active": active, "most_on_paper": MOST_ON_PAPER}


def _matches(request: MemberRequest, looked_for: QueryDict) -> Any:
    return TraineeFilter(looked_for, queryset=trainees(request.user))


@officers_only
def all_trainees(request: MemberRequest) -> HttpResponse:
    """Trainees of all batches, filtered, with how each stands; at first those of batches that run."""
    looked_for = request.GET.copy()
    if not looked_for.keys() & TraineeFilter.base_filters.keys():
        looked_for["time"] = "running"
    matches = _matches(request, looked_for)
    rows: QuerySet[Enrolment] = matches.qs
    page = Paginator(rows, ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": stands_of(page.object_list),
        "rule": rule_in_words(),
        "is_of_late": matches.is_of_late,
    }
    return render(request, "training/all_trainees.html", context | filter_context(matches))


@officers_only
def trainees_file(request: MemberRequest) -> HttpResponseBase:
    """The same list as a file: `?kind=` csv, xlsx or pdf."""
    kind, rows = request.GET.get("kind", "csv"), strict(_matches(request, request.GET))
    log_access("trainees.taken", by=request.user, on=request.user, kind=kind, query=request.GET.urlencode()[:200])
    return send_table(trainee_table(rows), kind)
