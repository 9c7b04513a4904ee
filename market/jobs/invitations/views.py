"""Pages of invitations: a client invites, a freelancer answers."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_POST

from market.accounts.people.decorators import MemberRequest, signed_in
from market.core.base.db import fetch
from market.core.web.sign_in_reasons import sign_in_to
from market.core.web.site_address import path_within
from market.jobs.invitations import actions as invitations_actions
from market.jobs.invitations.forms import DeclineForm, InviteForm
from market.jobs.invitations.queries import invitations_of, jobs_to_invite_to
from market.jobs.models import Invitation
from market.jobs.postings.refusals import NotInvitedYet
from market.profiles.models import Profile


@signed_in
def invitations(request: MemberRequest) -> HttpResponse:
    """A freelancer's invitations: those that wait for an answer, and the others."""
    answered = request.GET.get("tab") == "answered"
    page = Paginator(invitations_of(request.user, answered=answered), 20).get_page(request.GET.get("page"))
    return render(request, "jobs/invitations.html", {"page": page, "answered": answered})


@require_POST
@signed_in
def accept_invitation(request: MemberRequest, invitation_id: int) -> HttpResponse:
    """Accept an invitation; redirects to the job, where the bid begins."""
    accepted = invitations_actions.accept_invitation(by=request.user, invitation_id=invitation_id)
    messages.success(request, _("The client knows that you want to bid. Write your bid now."))
    return redirect(accepted.job)


@signed_in
def decline_invitation(request: MemberRequest, invitation_id: int) -> HttpResponse:
    """Where a freelancer declines an invitation, with a reason."""
    invitation = fetch(Invitation.objects.with_parts().visible_to(request.user), invitation_id)
    if invitation.freelancer_id != request.user.pk:
        raise NotInvitedYet
    form = DeclineForm(request.POST or None)
    if form.is_valid():
        with form.refusing():
            invitations_actions.decline_invitation(by=request.user, invitation_id=invitation_id, **form.cleaned_data)
            messages.success(request, _("The client is notified, kindly. You may still bid while the job is open."))
            return redirect("invitations")
    return render(request, "jobs/decline.html", {"form": form, "invitation": invitation}, status=form.status)


@signed_in
@sign_in_to(_lazy("To invite somebody to your job, sign in first."))
def invite_freelancer(request: MemberRequest, profile_id: int) -> HttpResponse:
    """Ask a freelancer to bid on one of the client's open jobs: which one, and why. It leads back to where it began."""
    rows = Profile.objects.public_to(request.user).select_related("user", "district", "topic")
    profile = fetch(rows, profile_id)
    came_from = request.POST.get("came_from") or request.headers.get("Referer", "")
    own_page = profile.get_absolute_url()
    following = path_within(request, came_from, own_page)
    if following != own_page:  # a list: at her card
        following += f"#talent-{profile_id}"
    form = InviteForm(request.POST or None)
    if form.is_valid():
        with form.refusing():
            job_id, words = form.cleaned_data["job"], form.cleaned_data["words"]
            invitations_actions.invite_freelancer(by=request.user, job_id=job_id, profile_id=profile_id, words=words)
            text = _("%(name)s is invited. You will be notified when she bids.")
            messages.success(request, text % {"name": profile.user.shown_name})
            return redirect(following)
    jobs, invited = jobs_to_invite_to(request.user, profile.user)
    if not jobs and not form.is_bound:
        return redirect(profile if invited else f"{reverse('new_job')}?invite={profile_id}")
    context = {"form": form, "profile": profile, "open_jobs": jobs, "invited": invited, "following": following}
    return render(request, "jobs/invite.html", context, status=form.status)
