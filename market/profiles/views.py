"""Pages of freelancers' and clients' profiles, as others see them, and their editors."""

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from market.accounts.people.decorators import MemberRequest, signed_in
from market.core.base import clock
from market.core.base.db import fetch
from market.core.base.errors import DomainError, NotFound
from market.core.text.bangla import language_of
from market.core.web.og_images import Card, card_answer
from market.profiles.clients.actions import change_client_profile
from market.profiles.forms import ClientForm, ProfileForm, initial_of, skill_groups
from market.profiles.freelancers import actions as freelancers_actions
from market.profiles.freelancers.hints import hints
from market.profiles.models import ClientProfile, Profile
from market.profiles.queries import own_address, profile_page, shown_cases, whole_profiles
from market.training.models import Certificate

PROGRAMME = "আমার ইন্টারনেট আমার আয় · Amar Internet Amar Ay"


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


def profile_response(request: HttpRequest, profile: Profile, preview: bool = False) -> HttpResponse:
    """The page of a profile; `preview` says that its owner sees it as a visitor does."""
    context = {
        "profile": profile,
        "own": profile.user_id == request.user.pk,
        "preview": preview,
        "cases": shown_cases(profile),
        "address": own_address(profile),
        "site": settings.SITE_URL,
    }
    return render(request, "profiles/profile.html", context)


def profile_card(request: HttpRequest, profile_id: int) -> HttpResponse:
    """The Open Graph image of a profile: display name and topic, in the language of the name."""
    profile = fetch(Profile.objects.public_to(request.user).select_related("user", "topic"), profile_id)
    name = profile.user.display_name
    with translation.override(language_of(name)):
        card = Card(above=_("Verified graduate"), title=name, fact=profile.topic.name, below=PROGRAMME)
    return card_answer(card)  # without caching: a hidden profile must disappear at once


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
                return _publish_or_explain(request)
            if saved.state == Profile.State.PUBLISHED:
                messages.success(request, _("Your profile is saved. Clients see it so from now on."))
            else:
                messages.success(request, _("Your profile is saved. Clients do not see it before you publish it."))
            return redirect("edit_profile")
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


def client(request: HttpRequest, user_id: int) -> HttpResponse:
    """A client's profile as freelancers see it."""
    rows = ClientProfile.objects.select_related("user").visible_to(request.user)
    client = rows.filter(user_id=user_id).first()
    if client is None and request.user.pk == user_id:
        return redirect("client_settings")
    if client is None:
        raise Http404
    return render(request, "profiles/client.html", {"client": client, "own": client.user_id == request.user.pk})


@signed_in
def client_settings(request: MemberRequest) -> HttpResponse:
    """The editor of a client's profile."""
    client = ClientProfile.objects.filter(user=request.user).first() or ClientProfile(user=request.user)
    initial = {name: getattr(client, name) for name in ("company", "about", "country", "house_rules", "shows_name")}
    form = ClientForm(request.POST or None, initial=initial)
    if form.is_valid():
        with form.refusing():
            change_client_profile(by=request.user, **form.cleaned_data)
            messages.success(request, _("Your client page is saved."))
            return redirect("client_settings")
    return render(request, "profiles/client_settings.html", {"form": form, "client": client}, status=form.status)
