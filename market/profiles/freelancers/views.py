"""A freelancer's profile as others see it, its editor and preview; hours, absences and address."""

from copy import copy
from typing import Any

from django.contrib import messages
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_POST
from markupsafe import Markup

from market.accounts.people.actions import change_settings
from market.accounts.people.decorators import MemberRequest, signed_in
from market.core.base import clock
from market.core.base.db import fetch
from market.core.base.errors import DomainError, NotFound
from market.core.text.bangla import language_of
from market.core.text.qr_codes import qr_image
from market.core.web.forms import Form
from market.core.web.og_images import Card, card_answer
from market.core.web.open_web import unlisted
from market.core.web.sign_in_reasons import sign_in_to
from market.learning.exams.passed import passed_exams
from market.profiles.forms import skill_groups
from market.profiles.freelancers import absence_actions
from market.profiles.freelancers import actions as freelancers_actions
from market.profiles.freelancers.actions import change_profile
from market.profiles.freelancers.address_actions import choose_address
from market.profiles.freelancers.forms import AddressForm, AwayForm, HoursForm, IndexingForm, ProfileForm, initial_of
from market.profiles.freelancers.hints import hints
from market.profiles.freelancers.open_web import public_page
from market.profiles.freelancers.queries import own_address, profile_page, whole_profiles
from market.profiles.models import Profile
from market.profiles.portfolio.queries import shown_cases
from market.training.models import Certificate


def _own_profile(request: MemberRequest) -> Profile | None:
    return whole_profiles().filter(user=request.user).first()


@signed_in
def hours(request: MemberRequest) -> HttpResponse:
    """Weekly hours."""
    form = HoursForm(request.POST) if request.method == "POST" else None
    if form and form.is_valid():
        with form.refusing():
            change_profile(by=request.user, **form.cleaned_data)
            messages.success(request, _("Your hours are saved."))
            return redirect("hours")
    return _hours_page(request, form=form)


def _hours_page(request: MemberRequest, form: HoursForm | None = None, away: AwayForm | None = None) -> HttpResponse:
    profile = _own_profile(request)
    if profile is None:
        return redirect("edit_profile")
    dates = {"away_from": profile.away_from, "away_until": profile.away_until, "away_note": profile.away_note}
    context: dict[str, object] = {
        "profile": profile,
        "form": form or HoursForm(initial={"weekly_hours": profile.weekly_hours}),
        "away_form": away or AwayForm(initial=dates),
    }
    bound_form: Form | None = form or away
    return render(request, "profiles/hours.html", context, status=bound_form.status if bound_form else 200)


@require_POST
@signed_in
def start_absence(request: MemberRequest) -> HttpResponse:
    """Set an absence."""
    form = AwayForm(request.POST)
    if form.is_valid():
        with form.refusing():
            fields = form.cleaned_data
            absence_actions.start_absence(
                by=request.user, first=fields["away_from"], last=fields["away_until"], note=fields["away_note"]
            )
            messages.success(request, _("Clients are notified. Your contracts and their deadlines go on as agreed."))
            return redirect("hours")
    return _hours_page(request, away=form)


@require_POST
@signed_in
def end_absence(request: MemberRequest) -> HttpResponse:
    """End an absence."""
    absence_actions.end_absence(by=request.user)
    messages.success(request, _("You are not away. Clients can invite you."))
    return redirect("hours")


@require_POST
@signed_in
def set_indexable(request: MemberRequest) -> HttpResponse:
    """Let search engines list the profile, or keep it from them."""
    form = IndexingForm(request.POST)
    form.is_valid()  # a box that is not ticked is no error
    change_profile(by=request.user, **form.cleaned_data)
    messages.success(request, _("Saved. Search engines need some days to notice."))
    return redirect("your_safety")


@require_POST
@signed_in
def set_exam_marks(request: MemberRequest) -> HttpResponse:
    """Show the marks of passed exams on the profile, or hide them."""
    profile = change_profile(by=request.user, shows_exam_marks=request.POST.get("is_on") == "1")
    messages.success(request, _("Saved."))
    return redirect(profile)


@signed_in
def share_profile(request: MemberRequest) -> HttpResponse:
    """The profile's address: choose its name, share it, print it with a QR code."""
    profile = _own_profile(request)
    if profile is None:
        return redirect("edit_profile")
    current = profile.addresses.filter(is_current=True).first()
    form = AddressForm(request.POST or None, initial={"name": current.name if current else ""})
    if form.is_valid():
        with form.refusing():
            choose_address(by=request.user, name=form.cleaned_data["name"])
            messages.success(request, _("This is your address now. Former ones lead here."))
            return redirect("share_profile")
    address = own_address(profile)
    context = {"profile": profile, "form": form, "address": address, "qr": qr_image(address), "chosen": current}
    return render(request, "profiles/share.html", context, status=form.status)


@signed_in
def preview_profile(request: MemberRequest) -> HttpResponse:
    """The user's profile as an anonymous visitor sees it, published or not, in the user's own frame."""
    profile = _own_profile(request)
    if profile is None:
        return redirect("edit_profile")
    visitor = copy(request)
    visitor.user = AnonymousUser()  # type: ignore[assignment]  # the preview is of an anonymous visitor
    context = {**_page_context(visitor, profile), "preview": True}
    main = Markup(render_to_string("profiles/profile_main.html", context, visitor))  # noqa: S704  # our own autoescaped HTML
    return render(request, "profiles/profile.html", {**context, "main": main})


NEXT_STEPS = ("portfolio", "rate")  # hints that stand on the own page once it is published
PROGRAMME = "আমার ইন্টারনেট আমার আয় · Amar Internet Amar Ay"


@sign_in_to(_lazy("To message this freelancer, sign in first."))
def profile(request: HttpRequest, profile_id: int) -> HttpResponse:
    """A freelancer's profile; its owner sees the same, with tools above."""
    return profile_response(request, profile_page(request.user, profile_id))


def named_profile(request: HttpRequest, name: str) -> HttpResponse:
    """A freelancer's profile by its chosen name; a former name redirects to the current one."""
    profile = whole_profiles().visible_to(request.user).filter(addresses__name=name.lower()).first()
    if profile is None:
        raise NotFound
    current = profile.addresses.filter(is_current=True).first()
    if current is None or current.name != name:
        return redirect(current or profile)
    return profile_response(request, profile)


def profile_response(request: HttpRequest, profile: Profile) -> HttpResponse:
    """The page of a profile."""
    return render(request, "profiles/profile.html", _page_context(request, profile))


def _page_context(request: HttpRequest, profile: Profile) -> dict[str, Any]:
    own = profile.user_id == request.user.pk
    return {
        "profile": profile,
        "own": own,
        "preview": False,
        "hints": [each for each in hints(profile) if each.code in NEXT_STEPS] if own and profile.is_shown else [],
        "cases": shown_cases(profile),
        "exams": passed_exams(profile.user_id) if profile.exams_passed else [],
        "open_web": public_page(profile),
    }


def profile_card(request: HttpRequest, profile_id: int) -> HttpResponse:
    """The Open Graph image of a profile: display name and topic, in the language of the name."""
    profile = fetch(Profile.objects.public_to(request.user).select_related("user", "topic"), profile_id)
    name = profile.user.shown_name
    with translation.override(language_of(name)):
        card = Card(above=_("Verified graduate"), title=name, fact=profile.topic.name, below=PROGRAMME)
    answer = card_answer(card)  # without caching: a hidden profile must disappear at once
    return unlisted(answer, unless=profile.is_indexable)


@signed_in
def edit_profile(request: MemberRequest) -> HttpResponse:
    """The profile editor; saving creates the profile. Others see what they need first. The buttons for publishing and
    hiding submit the form as well; hiding comes first and does not depend on the form being valid.
    """
    existing = Profile.objects.with_parts().filter(user=request.user).first()
    certificates = Certificate.objects.select_related("batch__topic", "batch__district")
    certificate = certificates.filter(holder=request.user).first()
    if certificate is None or (existing is None and not certificate.is_valid):
        return render(request, "profiles/none.html", {"certificate": certificate})
    if existing is not None and "hide" in request.POST:
        existing.state = freelancers_actions.hide_profile(by=request.user).state
        messages.success(request, _("Your profile is hidden."))
    form = ProfileForm(request.POST or None, initial=initial_of(existing or _unsaved_profile(certificate)))
    if form.is_valid():
        with form.refusing():
            saved = freelancers_actions.save_profile(by=request.user, **form.changes())
            if "publish" in request.POST and saved.state != Profile.State.PUBLISHED:
                return _publish(request, existing, certificate, form)
            if saved.state == Profile.State.PUBLISHED:
                messages.success(request, _("Your profile is saved. Clients see it so from now on."))
            else:
                messages.success(request, _("Your profile is saved. Clients do not see it before you publish it."))
            return redirect("edit_profile")
    return _editor_page(request, existing, certificate, form)


def _publish(
    request: MemberRequest, existing: Profile | None, certificate: Certificate, form: ProfileForm
) -> HttpResponse:
    """Publish the saved profile and redirect to it, or show the editor with what is missing at its fields."""
    with form.refusing():
        published = freelancers_actions.publish_profile(by=request.user)
        if form.suggestion and not request.user.is_name_asked:  # the form was answered, one way or the other
            change_settings(by=request.user, is_name_asked=True)
        messages.success(request, _("Your profile is published. Clients can find you now."))
        return redirect(published)
    messages.success(request, _("Your profile is saved. Clients do not see it before you publish it."))
    return _editor_page(request, existing, certificate, form)


def _unsaved_profile(certificate: Certificate) -> Profile:
    """An unsaved profile with the defaults from the certificate."""
    return Profile(
        user=certificate.holder,
        certificate=certificate,
        topic=certificate.batch.topic,
        district=certificate.batch.district,
        languages=[Profile.Language.BANGLA],
        rate_currency="BDT",
        created_at=clock.now(),
    )


def _editor_page(
    request: MemberRequest, existing: Profile | None, certificate: Certificate, form: ProfileForm
) -> HttpResponse:
    context = {
        "profile": existing,
        "certificate": certificate,
        "form": form,
        "language_rows": form.language_rows(),
        "groups": skill_groups(form),
        "hints": hints(existing) if existing else [],
    }
    return render(request, "profiles/edit.html", context, status=form.status)


@require_POST
@signed_in
def publish_profile(request: MemberRequest) -> HttpResponse:
    """Publish the profile."""
    return _publish_or_explain(request)


def _publish_or_explain(request: MemberRequest) -> HttpResponse:
    """Publish the saved profile and redirect to it, or to the editor with the errors."""
    try:
        published = freelancers_actions.publish_profile(by=request.user)
    except DomainError as refusal:
        missing = [str(error) for field_errors in refusal.errors.values() for error in field_errors]
        messages.error(request, " ".join([str(refusal), *missing]))
        return redirect("edit_profile")
    messages.success(request, _("Your profile is published. Clients can find you now."))
    return redirect(published)


@require_POST
@signed_in
def hide_profile(request: MemberRequest) -> HttpResponse:
    """Hide the profile."""
    freelancers_actions.hide_profile(by=request.user)
    messages.success(request, _("Your profile is hidden. What you wrote is kept."))
    return redirect("your_safety" if request.POST.get("next") == "safety" else "edit_profile")
