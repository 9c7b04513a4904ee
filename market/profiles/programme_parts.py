"""What the profiles add to the pages of the programme."""

from typing import TYPE_CHECKING, Any

from market.profiles.models import PortfolioCase, Profile
from market.training.models import Project
from market.training.page_parts import page_part

if TYPE_CHECKING:
    from market.accounts.models import User


@page_part("project", "profiles/parts/add_project.html", order=10)
def add_to_portfolio(user: "User", project: Project) -> dict[str, Any] | None:
    """The button by which a passed project becomes a work of the portfolio, for its trainee."""
    if not project.is_done or project.enrolment.trainee_id != user.pk:
        return None
    case = PortfolioCase.objects.filter(project=project, profile__user=user).first()
    return {"project": project, "case": case, "has_profile": Profile.objects.filter(user=user).exists()}
