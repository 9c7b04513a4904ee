"""Pages of a portfolio: a work as others see it, its pictures, and the owner's editor."""

from pathlib import PurePath
from typing import Any

from django.contrib import messages
from django.db.models.fields.files import FieldFile
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from market.accounts.people.decorators import MemberRequest, signed_in
from market.core.base.db import fetch
from market.core.web.forms import Form
from market.core.web.open_web import unlisted
from market.core.web.pictures import show_picture
from market.core.web.uploads import takes_files
from market.profiles.models import PortfolioCase, Profile
from market.profiles.portfolio.actions import MAX_CASES, change_case, move_case, remove_case
from market.profiles.portfolio.forms import CaseForm, FaceForm, PictureForm, TitleForm
from market.profiles.portfolio.open_web import public_page
from market.profiles.portfolio.picture_actions import (
    MAX_PICTURES,
    add_picture,
    move_picture,
    remove_face,
    remove_picture,
    set_face,
    title_picture,
)
from market.profiles.portfolio.queries import shown_cases


def profile_picture(request: HttpRequest, profile_id: int, name: str) -> FileResponse:
    """A picture of a visible profile, by its random file name."""
    profile = fetch(Profile.objects.visible_to(request.user), profile_id)
    files: list[FieldFile] = [profile.picture]
    for picture in profile.pictures.all():
        files += [picture.image, picture.thumbnail]
    for file in files:
        if file and PurePath(str(file.name)).name == name:
            return unlisted(_file_response(file), unless=profile.is_indexable)
    raise Http404


def _file_response(file: FieldFile) -> FileResponse:
    try:
        response = FileResponse(file.open("rb"), content_type="image/webp")
    except FileNotFoundError as missing:
        raise Http404 from missing
    # A file never changes; only private caches may store it, since the profile may be hidden any time.
    response["Cache-Control"] = "private, max-age=604800, immutable"
    return response


def portfolio_case(request: HttpRequest, profile_id: int, case_id: int) -> HttpResponse:
    """A work with all its pictures and links to its neighbours."""
    profile = fetch(Profile.objects.with_parts().visible_to(request.user), profile_id)
    cases = shown_cases(profile)
    index = next((index for index, each in enumerate(cases) if each.pk == case_id), None)
    if index is None:
        raise Http404
    context = {
        "profile": profile,
        "case": cases[index],
        "own": profile.user_id == request.user.pk,
        "before": cases[index - 1] if index else None,
        "after": cases[index + 1] if index + 1 < len(cases) else None,
        "open_web": public_page(profile, cases[index]),
    }
    return render(request, "profiles/case.html", context)


def view_case_picture(request: HttpRequest, profile_id: int, case_id: int, picture_id: int) -> HttpResponse:
    """A picture of a work, large, with the ways to the others and back."""
    profile = fetch(Profile.objects.with_parts().visible_to(request.user), profile_id)
    case = next((each for each in shown_cases(profile) if each.pk == case_id), None)
    if case is None:
        raise Http404
    pictures = list(case.pictures.all())
    return show_picture(request, pictures, picture_id, back=(case.get_absolute_url(), case.title))


@takes_files
@signed_in
def portfolio(request: MemberRequest) -> HttpResponse:
    """The user's works, and a form to add one with a picture."""
    form = PictureForm(request.POST or None, request.FILES or None, by=request.user)
    if form.is_valid():
        with form.refusing():
            picture = add_picture(by=request.user, file=form.cleaned_data["picture"], title=form.cleaned_data["title"])
            form.forget_sent()
            messages.success(request, _("The work is added. Say in a few words what you did."))
            return redirect("edit_case", picture.case_id)
    return _portfolio_page(request, form=form)


def _portfolio_page(request: MemberRequest, **forms: Form) -> HttpResponse:
    profile = Profile.objects.select_related("user", "certificate").filter(user=request.user).first()
    if profile is None:
        return redirect("edit_profile")
    context: dict[str, Any] = {
        "profile": profile,
        "cases": shown_cases(profile),
        "most": MAX_CASES,
        "form": PictureForm(by=request.user),
        "face_form": FaceForm(auto_id="face_%s", by=request.user),
        **forms,
    }
    status = max(form.status for form in forms.values())
    return render(request, "profiles/portfolio.html", context, status=status)


@signed_in
def edit_case(request: MemberRequest, case_id: int) -> HttpResponse:
    """The editor of one of the user's works and its pictures."""
    case = _own_case(request, case_id)
    initial = {"title": case.title, "text": case.text, "links": "\n".join(case.links)}
    form = CaseForm(request.POST or None, initial=initial)
    if form.is_valid():
        with form.refusing():
            change_case(by=request.user, case_id=case_id, **form.changes())
            messages.success(request, _("The work is saved."))
            return redirect("edit_case", case_id)
    return _case_page(request, case, form=form)


def _own_case(request: MemberRequest, case_id: int) -> PortfolioCase:
    return fetch(
        PortfolioCase.objects.filter(profile__user=request.user).select_related(
            "profile__user", "profile__certificate"
        ),
        case_id,
    )


def _case_page(request: MemberRequest, case: PortfolioCase, **forms: Form) -> HttpResponse:
    context: dict[str, Any] = {
        "profile": case.profile,
        "case": case,
        "pictures": list(case.pictures.all()),
        "most": MAX_PICTURES,
        "form": CaseForm(initial={"title": case.title, "text": case.text, "links": "\n".join(case.links)}),
        "picture_form": PictureForm(auto_id="picture_%s", by=request.user),
        **forms,
    }
    status = max(form.status for form in forms.values())
    return render(request, "profiles/edit_case.html", context, status=status)


@takes_files
@require_POST
@signed_in
def add_case_picture(request: MemberRequest, case_id: int) -> HttpResponse:
    """Another picture of a work."""
    case = _own_case(request, case_id)
    form = PictureForm(request.POST, request.FILES, auto_id="picture_%s", by=request.user)
    if form.is_valid():
        with form.refusing():
            fields = form.cleaned_data
            add_picture(by=request.user, file=fields["picture"], title=fields["title"], case_id=case_id)
            form.forget_sent()
            messages.success(request, _("The picture is added."))
            return redirect("edit_case", case_id)
    return _case_page(request, case, picture_form=form)


@require_POST
@signed_in
def arrange_case(request: MemberRequest, case_id: int) -> HttpResponse:
    """Move a work, or remove it with its pictures."""
    wish = request.POST.get("wish", "")
    if wish == "remove":
        remove_case(by=request.user, case_id=case_id)
        messages.success(request, _("The work is removed."))
    else:
        move_case(by=request.user, case_id=case_id, steps={"earlier": -1, "later": 1}.get(wish, 0))
    return redirect("portfolio")


@require_POST
@signed_in
def change_picture(request: MemberRequest, picture_id: int) -> HttpResponse:
    """Move a picture, give it another title, or remove it."""
    wish, own_cases = request.POST.get("wish", ""), PortfolioCase.objects.filter(profile__user=request.user)
    case_id = own_cases.filter(pictures=picture_id).values_list("pk", flat=True).first()
    if wish in ("earlier", "later"):
        move_picture(by=request.user, picture_id=picture_id, steps=-1 if wish == "earlier" else 1)
    elif wish == "remove":
        remove_picture(by=request.user, picture_id=picture_id)
        messages.success(request, _("The picture is removed."))
    else:
        _retitle(request, picture_id)
    still_exists = case_id is not None and own_cases.filter(pk=case_id).exists()
    return redirect("edit_case", case_id) if still_exists else redirect("portfolio")


def _retitle(request: MemberRequest, picture_id: int) -> None:
    form = TitleForm(request.POST)
    if not form.is_valid():
        messages.error(request, " ".join(map(str, form.errors["title"])))
        return
    title_picture(by=request.user, picture_id=picture_id, title=form.cleaned_data["title"])
    messages.success(request, _("The title is changed."))


@takes_files
@require_POST
@signed_in
def profile_face(request: MemberRequest) -> HttpResponse:
    """Set or remove the profile's picture."""
    if "remove" in request.POST:
        remove_face(by=request.user)
        return redirect("portfolio")
    form = FaceForm(request.POST, request.FILES, auto_id="face_%s", by=request.user)
    if form.is_valid():
        with form.refusing():
            set_face(by=request.user, file=form.cleaned_data["picture"])
            form.forget_sent()
            messages.success(request, _("The picture is shown beside your name."))
            return redirect("portfolio")
    return _portfolio_page(request, face_form=form)
