"""The page on which staff see how results are ranked, and officers change the weights."""

from dataclasses import asdict, dataclass
from itertools import pairwise

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from market.accounts.models import User
from market.accounts.people.decorators import MemberRequest, with_role
from market.search.finding.ranking import BOUNDS, DEFAULTS, Weights
from market.search.models import RankingVersion
from market.search.weights import actions as weights_actions
from market.search.weights.forms import LABELS, RankingForm
from market.search.weights.preview import Preview, preview, usual_queries
from market.search.weights.queries import current_number, read_weights

SHOWN = 20  # versions of the history


@dataclass(frozen=True, slots=True)
class Change:
    """A version of the history, with (label, before, after) of what it changed."""

    version: RankingVersion
    changed: list[tuple[str | Promise, int, int]]


@with_role(*User.STAFF)
def ranking_weights(request: MemberRequest) -> HttpResponse:
    """The formula, the current weights and their history. POST previews other weights ("preview"), or saves them."""
    current = read_weights()
    chosen = DEFAULTS if "defaults" in request.GET else current
    initial = {**asdict(chosen), "number": current_number(), "queries": "\n".join(usual_queries())}
    form = RankingForm(request.POST or None, initial=initial)
    previews: list[Preview] | None = None
    if form.is_valid():
        with form.refusing():
            if "preview" in request.POST:
                weights_actions.check_weights(form.weights)
                previews = preview(form.query_lines, current, form.weights)
            else:
                data = form.cleaned_data
                weights_actions.change_ranking_weights(
                    by=request.user, weights=form.weights, reason=data["reason"], number=data["number"]
                )
                messages.success(request, _("Lists are ranked by the new weights within seconds."))
                return redirect("ranking_weights")
    context = {
        "form": form,
        "weights": current,
        "previews": previews,
        "history": _history(),
        "bounds": BOUNDS,
        "can_change": request.user.has_own_role(User.Role.OFFICER),
        "is_default": current == DEFAULTS,
    }
    return render(request, "search/weights.html", context, status=form.status)


def _history() -> list[Change]:
    """The last versions, newest first."""
    versions = list(RankingVersion.objects.select_related("by")[: SHOWN + 1])
    weights = [version.weights for version in versions]
    if len(versions) <= SHOWN:
        weights.append(DEFAULTS)
    return [
        Change(version, _changed(old, new)) for version, (new, old) in zip(versions, pairwise(weights), strict=False)
    ]


def _changed(before: Weights, after: Weights) -> list[tuple[str | Promise, int, int]]:
    old, new = asdict(before), asdict(after)
    return [(LABELS[name], old[name], new[name]) for name in old if old[name] != new[name]]
