"""Pages of a freelancer's saved letters."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from market.accounts.people.decorators import MemberRequest, signed_in
from market.bids.bids.refusals import NotYourBid
from market.bids.letters import actions as letters_actions
from market.bids.letters.actions import MOST_LETTERS, NAME_LENGTH
from market.bids.letters.forms import LetterForm
from market.bids.models import Bid, Letter
from market.core.base.db import fetch
from market.core.text.bangla import clip
from market.core.web.buttons import pressing


@signed_in
def letters(request: MemberRequest) -> HttpResponse:
    """The user's saved letters, and the form for another."""
    form = LetterForm(request.POST or None)
    if form.is_valid():
        with form.refusing():
            letters_actions.save_letter(by=request.user, **form.cleaned_data)
            messages.success(request, _("The cover letter is saved. You can insert it wherever you write a bid."))
            return redirect("letters")
    saved = list(Letter.objects.visible_to(request.user))  # never more than MOST_LETTERS
    return render(
        request, "bids/letters.html", {"letters": saved, "form": form, "most": MOST_LETTERS}, status=form.status
    )


@signed_in
def letter(request: MemberRequest, letter_id: int) -> HttpResponse:
    """The form to edit one."""
    saved = fetch(Letter.objects.visible_to(request.user), letter_id)
    form = LetterForm(request.POST or None, initial={"title": saved.title, "text": saved.text})
    if form.is_valid():
        with form.refusing():
            letters_actions.change_letter(by=request.user, letter_id=letter_id, **form.cleaned_data)
            messages.success(request, _("The cover letter is saved as you wrote it now."))
            return redirect("letters")
    return render(request, "bids/letter.html", {"letter": saved, "form": form}, status=form.status)


@require_POST
@signed_in
def delete_letter(request: MemberRequest, letter_id: int) -> HttpResponse:
    """Delete one."""
    letters_actions.delete_letter(by=request.user, letter_id=letter_id)
    messages.success(request, _("The cover letter is deleted. Bids that you sent keep their text."))
    return redirect("letters")


@require_POST
@signed_in
def save_letter(request: MemberRequest, bid_id: int) -> HttpResponse:
    """Save the letter of one of the user's bids, under the title of its job."""
    bid = fetch(Bid.objects.visible_to(request.user).select_related("job"), bid_id)
    if bid.freelancer_id != request.user.pk or bid.is_offer:
        raise NotYourBid
    with pressing(request, _("The cover letter is saved. You can insert it wherever you write a bid.")):
        letters_actions.save_letter(by=request.user, title=clip(bid.job.title, NAME_LENGTH), text=bid.cover_letter)
    return redirect(bid)
