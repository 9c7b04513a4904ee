"""Officers' pages of what search understands: topics and skills, the words of one, and what a change of them does."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from market.accounts.models import User
from market.accounts.people.decorators import MemberRequest, with_role
from market.core.base.db import fetch
from market.core.text.bangla import nfc
from market.profiles.models import Skill
from market.search.curation import actions as curation_actions
from market.search.curation.forms import NewSkillForm, SkillForm, WordingForm
from market.search.curation.preview import preview
from market.search.curation.queries import changes_of, topic_rows, users_of
from market.search.curation.wording import Wording
from market.training.models import Topic

officers_only = with_role(User.Role.OFFICER)
NOTHING = Wording("", "")


@officers_only
def search_words(request: MemberRequest) -> HttpResponse:
    """The topics and skills; `?q=` those of which a name, alias or phrase has this text."""
    q = nfc(request.GET.get("q", ""))[:100].strip()
    return render(request, "search/curation/words.html", {"q": q, "rows": topic_rows(q)})


@officers_only
def change_topic(request: MemberRequest, topic_id: int) -> HttpResponse:
    """The words of a topic. POST shows what a change does; with "save" it is made."""
    topic = fetch(Topic.objects.all(), topic_id)  # for all: officers
    change = partial(curation_actions.change_topic, by=request.user, topic_id=topic_id)
    return _edit(request, topic, WordingForm, change)


@officers_only
def change_skill(request: MemberRequest, skill_id: int) -> HttpResponse:
    """The words of a skill, likewise."""
    skill = fetch(Skill.every.select_related("topic"), skill_id)
    change = partial(curation_actions.change_skill, by=request.user, skill_id=skill_id)
    return _edit(request, skill, SkillForm, change)


def _edit(
    request: MemberRequest, row: Topic | Skill, shape: type[WordingForm], change: Callable[..., object]
) -> HttpResponse:
    old = Wording.of(row)
    form = shape(request.POST or None, wording=old)
    context: dict[str, Any] = {"row": row, "form": form, "changes": changes_of(row)}
    if form.is_valid():
        with form.refusing():
            save = partial(change, seen=form.cleaned_data["seen"], wording=form.wording)
            if "save" in request.POST:
                save()
                messages.success(request, _("Saved. Searches understand it from now on."))
                return redirect(request.path)
            context["preview"] = preview(save, old, form.wording, form.tried)
    return render(request, "search/curation/edit.html", context, status=form.status)


@officers_only
def add_skill(request: MemberRequest) -> HttpResponse:
    """A new skill. POST shows what it does; with "save" it is added."""
    form = NewSkillForm(request.POST or None, initial={"topic": request.GET.get("topic", "")})
    context: dict[str, Any] = {"row": None, "form": form}
    if form.is_valid():
        with form.refusing():
            topic = form.cleaned_data["topic"]
            add = partial(curation_actions.add_skill, by=request.user, topic_id=topic.pk, wording=form.wording)
            if "save" in request.POST:
                skill = add()
                messages.success(request, _("“%(name)s” is a skill now.") % {"name": skill.name})
                return redirect("change_skill", skill.pk)
            context["preview"] = preview(add, NOTHING, form.wording, form.tried)
    return render(request, "search/curation/edit.html", context, status=form.status)


@officers_only
def retire_skill(request: MemberRequest, skill_id: int) -> HttpResponse:
    """Who has a skill. POST retires it; with "preview" it shows what that does."""
    skill = fetch(Skill.objects.select_related("topic"), skill_id)  # for all: officers
    retire = partial(curation_actions.retire_skill, by=request.user, skill_id=skill_id)
    context: dict[str, Any] = {"row": skill, "users": users_of(skill)}
    if "preview" in request.POST:
        context["preview"] = preview(retire, Wording.of(skill), NOTHING)
    elif request.method == "POST":
        retire()
        messages.success(request, _("“%(name)s” is retired.") % {"name": skill.name})
        return redirect("change_skill", skill_id)
    return render(request, "search/curation/retire.html", context)


@require_POST
@officers_only
def restore_skill(request: MemberRequest, skill_id: int) -> HttpResponse:
    """POST: take a retired skill back."""
    curation_actions.restore_skill(by=request.user, skill_id=skill_id)
    messages.success(request, _("The skill is back."))
    return redirect("change_skill", skill_id)
