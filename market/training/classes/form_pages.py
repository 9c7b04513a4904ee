"""The page with one form about a class: to add something, to change it, to ask and to answer."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from market.accounts.people.decorators import MemberRequest
from market.core.web.forms import Form
from market.files.forms import AttachingForm
from market.training.models import ClassSession


@dataclass(frozen=True, slots=True)
class Words:
    """What the page says: its heading, its button, what it is about, and who reads what is typed.

    `remove` is the address that takes away what is shown, for who may do that.
    """

    heading: str
    button: str
    hint: str = ""
    about: str = ""
    remove: str = ""


def form_page(request: MemberRequest, session: ClassSession, form: Form, words: Words) -> HttpResponse:
    """The page of a form; one that was refused has all that was typed."""
    context: dict[str, Any] = {"session": session, "batch": session.batch, "form": form, "words": words}
    if isinstance(form, AttachingForm):
        context["kept"] = form.attached(request.user)
    return render(request, "training/class_form.html", context, status=form.status)
