"""Pages of the profiles: a freelancer's and a client's, as others see them and as they keep them."""

from pathlib import PurePath
from typing import Any

from django.contrib import messages
from django.db.models.fields.files import FieldFile
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from market.accounts.decorators import MemberRequest, signed_in
from market.core import clock
from market.core.db import fetch
from market.core.errors import DomainError
from market.core.forms import Form
from market.profiles.actions import (
    add_picture,
    change_client_profile,
    hide_profile,
    move_picture,
    publish_profile,
    remove_face,
    remove_picture,
    save_profile,
    set_face,
    title_picture,
)
from market.profiles.forms import ClientForm, FaceForm, PictureForm, ProfileForm, TitleForm, initial_of
from market.profiles.models import ClientProfile, Profile
from market.profiles.queries import hints, skill_groups
from market.training.models import Certificate


def profile(request: HttpRequest, profile_id: int) -> HttpResponse:
    """A freelancer as clients see her; she sees it so too, with her own tools above."""
    found = fetch(Profile.objects.with_parts().visible_to(request.user), profile_id)
    context = {"profile": found, "own": found.user_id == request.user.pk, "pictures": list(found.pictures.all())}
    return render(request, "profiles/profile.html", context)


def profile_picture(request: HttpRequest, profile_id: int, name: str) -> FileResponse:
    """A picture of a profile, while the profile is seen: by its whole random name only."""
    found = fetch(Profile.objects.visible_to(request.user), profile_id)
    files: list[FieldFile] = [found.picture]
    for picture in found.pictures.all():
        files += [picture.image, picture.thumbnail]
    for file in files:
        if file and PurePath(str(file.name)).name == name:
            return _shown(file)
    raise Http404


def _shown(file: FieldFile) -> FileResponse:
    try:
        response = FileResponse(file.open("rb"), content_type="image/webp")
    except FileNotFoundError as missing:
        raise Http404 from missing
    # A name never gets another content; kept by the reader alone, since the profile may be hidden any time.
    response["Cache-Control"] = "private, max-age=604800, immutable"
    return response


@signed_in
def edit_profile(request: MemberRequest) -> HttpResponse:
    """Where a graduate writes her profile; the first saving makes it. Others are led to what they need."""
    mine = Profile.objects.with_parts().filter(user=request.user).first()
    held = Certificate.objects.select_related("batch__topic", "batch__district").filter(holder=request.user).first()
    if held is None or (mine is None and not held.is_valid):
        return render(request, "profiles/none.html", {"certificate": held})
    form = ProfileForm(request.POST or None, initial=initial_of(mine or _blank(held)))
    if form.is_valid():
        with form.refusing():
            saved = save_profile(by=request.user, **form.changes())
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
        "groups": skill_groups(form["skills"].value() or [], str(form["topic"].value())),
        "chosen": form["skills"].value() or [],
        "hints": hints(mine) if mine else [],
    }
    return render(request, "profiles/edit.html", context, status=form.status)


@require_POST
@signed_in
def publish(request: MemberRequest) -> HttpResponse:
    """Show the profile to everybody."""
    try:
        shown = publish_profile(by=request.user)
    except DomainError as refusal:
        missing = [str(each) for found in refusal.errors.values() for each in found]
        messages.error(request, " ".join([str(refusal), *missing]))
        return redirect("edit_profile")
    messages.success(request, _("Your profile is published. Clients can find you now."))
    return redirect(shown)


@require_POST
@signed_in
def hide(request: MemberRequest) -> HttpResponse:
    """Take the profile out of sight."""
    hide_profile(by=request.user)
    messages.success(request, _("Your profile is hidden. What you wrote is kept."))
    return redirect("edit_profile")


@signed_in
def pictures(request: MemberRequest) -> HttpResponse:
    """Her pictures, and adding one."""
    form = PictureForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        with form.refusing():
            add_picture(by=request.user, file=form.cleaned_data["picture"], title=form.cleaned_data["title"])
            messages.success(request, _("The picture is added."))
            return redirect("profile_pictures")
    return _show_pictures(request, form=form)


def _show_pictures(request: MemberRequest, **forms: Form) -> HttpResponse:
    mine = Profile.objects.select_related("user").filter(user=request.user).first()
    if mine is None:
        return redirect("edit_profile")
    context: dict[str, Any] = {
        "profile": mine,
        "pictures": list(mine.pictures.all()),
        "form": PictureForm(),
        "face_form": FaceForm(auto_id="face_%s"),
        **forms,
    }
    status = max(form.status for form in forms.values())
    return render(request, "profiles/pictures.html", context, status=status)


@require_POST
@signed_in
def face(request: MemberRequest) -> HttpResponse:
    """Set the picture beside her name, or take it away."""
    if "remove" in request.POST:
        remove_face(by=request.user)
        return redirect("profile_pictures")
    form = FaceForm(request.POST, request.FILES, auto_id="face_%s")
    if form.is_valid():
        with form.refusing():
            set_face(by=request.user, file=form.cleaned_data["picture"])
            messages.success(request, _("The picture stands beside your name."))
            return redirect("profile_pictures")
    return _show_pictures(request, face_form=form)


@require_POST
@signed_in
def change_picture(request: MemberRequest, picture_id: int) -> HttpResponse:
    """Move a picture, give it another title, or remove it."""
    wish = request.POST.get("wish", "")
    if wish in ("earlier", "later"):
        move_picture(by=request.user, picture_id=picture_id, steps=-1 if wish == "earlier" else 1)
    elif wish == "remove":
        remove_picture(by=request.user, picture_id=picture_id)
        messages.success(request, _("The picture is removed."))
    else:
        form = TitleForm(request.POST)
        if not form.is_valid():
            messages.error(request, " ".join(map(str, form.errors["title"])))
            return redirect("profile_pictures")
        title_picture(by=request.user, picture_id=picture_id, title=form.cleaned_data["title"])
        messages.success(request, _("The title is changed."))
    return redirect("profile_pictures")


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
    said = {"company": mine.company, "about": mine.about, "country": mine.country}
    form = ClientForm(request.POST or None, initial=said)
    if form.is_valid():
        with form.refusing():
            change_client_profile(by=request.user, **form.cleaned_data)
            messages.success(request, _("Your client page is saved."))
            return redirect("client_settings")
    return render(request, "profiles/client_settings.html", {"form": form, "client": mine}, status=form.status)
