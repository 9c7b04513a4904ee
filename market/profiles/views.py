"""Pages of the profiles: a freelancer's and a client's, as others see them and as they keep them."""

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
from market.profiles.forms import ClientForm, ProfileForm, initial_of
from market.profiles.freelancers import actions as freelancers_actions
from market.profiles.freelancers.hints import hints
from market.profiles.models import ClientProfile, Profile
from market.profiles.queries import own_address, profile_page, shown_cases, skill_groups, whole_profiles
from market.training.models import Certificate

PROGRAMME = "আমার ইন্টারনেট আমার আয় · Amar Internet Amar Ay"


def profile(request: HttpRequest, profile_id: int) -> HttpResponse:
    """A freelancer as clients see her; she sees it so too, with her own tools above."""
    return shown(request, profile_page(request.user, profile_id))


def named_profile(request: HttpRequest, name: str) -> HttpResponse:
    """A freelancer by the name that she chose; a former name leads to the present one."""
    found = whole_profiles().visible_to(request.user).filter(addresses__name=name.lower()).first()
    if found is None:
        raise NotFound
    current = found.addresses.filter(is_current=True).first()
    if current is None or current.name != name:
        return redirect(current or found)
    return shown(request, found)


def shown(request: HttpRequest, found: Profile, preview: bool = False) -> HttpResponse:
    """The page of a profile for whoever asks; as a preview, for its owner as if she were a visitor."""
    context = {
        "profile": found,
        "own": found.user_id == request.user.pk,
        "preview": preview,
        "cases": shown_cases(found),
        "address": own_address(found),
        "site": settings.SITE_URL,
    }
    return render(request, "profiles/profile.html", context)


def profile_card(request: HttpRequest, profile_id: int) -> HttpResponse:
    """The picture beside a profile's address: her chosen name and her topic, in the language of the name."""
    found = fetch(Profile.objects.public_to(request.user).select_related("user", "topic"), profile_id)
    name = found.user.display_name
    with translation.override(language_of(name)):
        card = Card(above=_("Verified graduate"), title=name, fact=found.topic.name, below=PROGRAMME)
    return card_answer(card)  # kept by nobody: once she hides it, it is seen nowhere


@signed_in
def edit_profile(request: MemberRequest) -> HttpResponse:
    """Where a graduate writes her profile; the first saving makes it. Others are led to what they need. The buttons
    that publish and hide it send what was typed, too; it is hidden whatever is wrong with that, and before it is saved.
    """
    mine = Profile.objects.with_parts().filter(user=request.user).first()
    held = Certificate.objects.select_related("batch__topic", "batch__district").filter(holder=request.user).first()
    if held is None or (mine is None and not held.is_valid):
        return render(request, "profiles/none.html", {"certificate": held})
    if mine is not None and "hide" in request.POST:
        mine.state = freelancers_actions.hide_profile(by=request.user).state
        messages.success(request, _("Your profile is hidden."))
    form = ProfileForm(request.POST or None, initial=initial_of(mine or _blank(held)))
    if form.is_valid():
        with form.refusing():
            saved = freelancers_actions.save_profile(by=request.user, **form.changes())
            if "publish" in request.POST and saved.state != Profile.State.PUBLISHED:
                return _publish(request)
            if saved.state == Profile.State.PUBLISHED:
                messages.success(request, _("Your profile is saved. Clients see it so from now on."))
            else:
                messages.success(request, _("Your profile is saved. Clients do not see it before you publish it."))
            return redirect("edit_profile")
    return _show_editor(request, mine, held, form)


def _blank(held: Certificate) -> Profile:
    """The profile that the certificate would begin, unsaved."""
    return Profile(
        user=held.holder,
        certificate=held,
        topic=held.batch.topic,
        district=held.batch.district,
        languages=[Profile.Language.BANGLA],
        rate_currency="BDT",
        created_at=clock.now(),
    )


def _show_editor(request: MemberRequest, mine: Profile | None, held: Certificate, form: ProfileForm) -> HttpResponse:
    context = {
        "profile": mine,
        "certificate": held,
        "form": form,
        "tongues": form.tongues(),
        "groups": skill_groups(form["skills"].value() or [], str(form["topic"].value())),
        "chosen": form["skills"].value() or [],
        "hints": hints(mine) if mine else [],
    }
    return render(request, "profiles/edit.html", context, status=form.status)


@require_POST
@signed_in
def publish_profile(request: MemberRequest) -> HttpResponse:
    """Show the profile to everybody."""
    return _publish(request)


def _publish(request: MemberRequest) -> HttpResponse:
    """Publish what is saved and lead to the profile, or back to the editor with what is missing."""
    try:
        shown = freelancers_actions.publish_profile(by=request.user)
    except DomainError as refusal:
        missing = [str(each) for found in refusal.errors.values() for each in found]
        messages.error(request, " ".join([str(refusal), *missing]))
        return redirect("edit_profile")
    messages.success(request, _("Your profile is published. Clients can find you now."))
    return redirect(shown)


@require_POST
@signed_in
def hide_profile(request: MemberRequest) -> HttpResponse:
    """Take the profile out of sight."""
    freelancers_actions.hide_profile(by=request.user)
    messages.success(request, _("Your profile is hidden. What you wrote is kept."))
    return redirect("your_safety" if request.POST.get("next") == "safety" else "edit_profile")


def client(request: HttpRequest, user_id: int) -> HttpResponse:
    """A client as freelancers see them."""
    rows = ClientProfile.objects.select_related("user").visible_to(request.user)
    found = rows.filter(user_id=user_id).first()
    if found is None and request.user.pk == user_id:
        return redirect("client_settings")
    if found is None:
        raise Http404
    return render(request, "profiles/client.html", {"client": found, "own": found.user_id == request.user.pk})


@signed_in
def client_settings(request: MemberRequest) -> HttpResponse:
    """Where a client says who they are."""
    mine = ClientProfile.objects.filter(user=request.user).first() or ClientProfile(user=request.user)
    said = {name: getattr(mine, name) for name in ("company", "about", "country", "house_rules", "shows_name")}
    form = ClientForm(request.POST or None, initial=said)
    if form.is_valid():
        with form.refusing():
            change_client_profile(by=request.user, **form.cleaned_data)
            messages.success(request, _("Your client page is saved."))
            return redirect("client_settings")
    return render(request, "profiles/client_settings.html", {"form": form, "client": mine}, status=form.status)
