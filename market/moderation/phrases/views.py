"""The desk's list of scam phrases."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from market.accounts.people.decorators import MemberRequest, with_role
from market.moderation.cases.rules import known_phrase
from market.moderation.cases.views import MODERATORS
from market.moderation.forms import PhraseForm, TryForm
from market.moderation.models import Phrase
from market.moderation.phrases import actions as phrases_actions


@with_role(*MODERATORS)
def phrases(request: MemberRequest) -> HttpResponse:
    """The list of scam phrases. POST adds one, or tries a text against the list ("text" in the form)."""
    is_trial = "text" in request.POST
    form = PhraseForm(request.POST if request.method == "POST" and not is_trial else None)
    trial = TryForm(request.POST if is_trial else None)
    rows = Phrase.objects.in_use().select_related("added_by")
    if not is_trial and form.is_valid():
        with form.refusing():
            added = phrases_actions.add_phrase(by=request.user, **form.cleaned_data)
            messages.success(request, _("“%(words)s” is in the list.") % {"words": added.words})
            return redirect("phrases")
    hits = None
    if trial.is_valid():
        hits = [each for each in rows if known_phrase(trial.cleaned_data["text"], [each.words])]
    context = {"phrases": rows, "form": form, "trial": trial, "hits": hits}
    return render(request, "moderation/phrases.html", context, status=form.status)


@require_POST
@with_role(*MODERATORS)
def remove_phrase(request: MemberRequest, phrase_id: int) -> HttpResponse:
    """POST: remove a phrase."""
    phrases_actions.remove_phrase(by=request.user, phrase_id=phrase_id)
    messages.success(request, _("The words are off the list."))
    return redirect("phrases")
