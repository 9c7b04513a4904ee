"""Pages of measures: a user's, with the statement of reasons of each; on the desk, taken back."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from market.accounts.people.decorators import MemberRequest, signed_in, with_role
from market.core.base.db import fetch
from market.core.web.open_web import text_page
from market.moderation.cases.views import MODERATORS, render_case
from market.moderation.forms import AppealForm, UndoForm
from market.moderation.measures import reversal_actions
from market.moderation.measures.grounds import GROUNDS
from market.moderation.measures.queries import measures_of
from market.moderation.models import Measure


@with_role(*MODERATORS)
def desk_measure(request: MemberRequest, measure_id: int) -> HttpResponse:
    """Redirect to the case of a measure."""
    return redirect("case", fetch(Measure.objects.on_desk(request.user), measure_id).case_id)


@require_POST
@with_role(*MODERATORS)
def undo_measure(request: MemberRequest, measure_id: int) -> HttpResponse:
    """POST: take a measure back; of a ban, ask for it or confirm it."""
    desk_measures = Measure.objects.on_desk(request.user)
    measure = fetch(desk_measures.select_related("case__about", "case__keeper"), measure_id)
    form = UndoForm(request.POST, measure=measure)
    if form.is_valid():
        with form.refusing():
            measure_after = reversal_actions.undo_measure(by=request.user, measure_id=measure_id, **form.cleaned_data)
            waits = _("You asked. It is withdrawn once another moderator confirms it.")
            messages.success(
                request, _("It is withdrawn. The person is notified.") if measure_after.ended_at else waits
            )
            return redirect("case", measure.case_id)
    return render_case(request, measure.case, form, undoing=measure)


@signed_in
def my_measures(request: MemberRequest) -> HttpResponse:
    """All measures against the user, those in effect first."""
    measures = list(measures_of(request.user))
    standing = [each for each in measures if each.is_standing]
    past = [each for each in measures if not each.is_standing]
    return render(request, "moderation/measures.html", {"standing": standing, "past": past})


@signed_in
def measure(request: MemberRequest, measure_id: int) -> HttpResponse:
    """The statement of reasons."""
    return render_statement(request, measure_id, AppealForm())


def render_statement(request: MemberRequest, measure_id: int, form: AppealForm) -> HttpResponse:
    """The statement of reasons around a form for an appeal, empty or with its errors."""
    measure = fetch(measures_of(request.user), measure_id)
    context = {"measure": measure, "appeal": getattr(measure, "appeal", None), "form": form}
    return render(request, "moderation/measure.html", context, status=form.status)


def measure_grounds(request: HttpRequest) -> HttpResponse:
    """The published list of grounds, for everybody."""
    lead = _("Each decision about a person or a thing names one of these, and what it rests on.")
    open_web = text_page(request, _("The grounds on which moderators decide"), lead)
    return render(request, "moderation/grounds.html", {"grounds": GROUNDS.values(), "open_web": open_web})
