"""A passed project of a course as a work of the portfolio."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from market.accounts.people.decorators import MemberRequest, signed_in
from market.core.base.db import fetch
from market.core.web.buttons import pressing
from market.profiles.models import PortfolioCase
from market.profiles.portfolio import project_actions
from market.training.models import Project


@require_POST
@signed_in
def add_project_case(request: MemberRequest, project_id: int) -> HttpResponse:
    """Make the work, and go on to its editor."""
    project = fetch(Project.objects.visible_to(request.user).filter(enrolment__trainee=request.user), project_id)
    with pressing(request, _("It is in your portfolio. Say in a few words what you did.")):
        project_actions.add_project_case(by=request.user, project_id=project_id)
    case = PortfolioCase.objects.filter(project=project, profile__user=request.user).first()
    return redirect("edit_case", case.pk) if case else redirect(project)
