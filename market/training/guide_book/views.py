"""The guide book, and pages of its paper copies."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from market.accounts.people.decorators import MemberRequest, signed_in
from market.core.web.buttons import pressing
from market.core.web.open_web import PublicPage
from market.training.guide_book import actions as guide_actions
from market.training.guide_book.chapters import CHAPTERS
from market.training.issuing.desk_views import officers_only
from market.training.models import GuideCopy


def guide_book(request: HttpRequest) -> HttpResponse:
    """The whole book on one page; a trainee says whether the paper copy has arrived."""
    copy = None
    if request.user.is_authenticated:
        copy = GuideCopy.objects.filter(enrolment__trainee=request.user).order_by("-enrolment").first()
    page = PublicPage(
        path=reverse("guide_book"),
        title=_("The guide book of the course"),
        description=_("How the course goes, attendance, the allowance, being safe, and that nobody ever pays."),
    )
    return render(request, "training/guide_book.html", {"chapters": CHAPTERS, "copy": copy, "open_web": page})


@require_POST
@signed_in
def acknowledge_guide_copy(request: MemberRequest, enrolment_id: int) -> HttpResponse:
    """The trainee has the paper copy, or has not received it."""
    has_it = request.POST.get("has_it") == "yes"
    said_so = _("Noted: you have your copy.") if has_it else _("Noted. The office finds out where it is.")
    with pressing(request, said_so):
        guide_actions.acknowledge_guide_copy(by=request.user, enrolment_id=enrolment_id, has_it=has_it)
    return redirect("guide_book")


@require_POST
@officers_only
def send_guide_copies(request: MemberRequest, batch_id: int) -> HttpResponse:
    """The copies of a batch are sent."""
    guide_actions.send_guide_copies(by=request.user, batch_id=batch_id)
    messages.success(request, _("Noted as sent. The trainees are told, and say when theirs arrives."))
    return redirect("batch", batch_id)
