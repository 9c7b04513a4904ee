"""What the list adds to the page of a face-to-face class."""

from typing import TYPE_CHECKING, Any

from market.training.models import ClassProblem, ClassSession
from market.training.page_parts import page_part
from market.training.problems.queries import is_listed, open_count

if TYPE_CHECKING:
    from market.accounts.models import User


@page_part("class", "training/parts/class_problems.html", order=15)
def problems_of_class(user: "User", session: ClassSession) -> dict[str, Any] | None:
    """How many are open, and the way to the list; of another than the next class only where something was settled."""
    if session.is_online or not session.is_planned:
        return None
    if is_listed(session):
        return {"is_open": True, "count": open_count(session, user)}
    count = ClassProblem.objects.filter(session=session).count()
    return {"is_open": False, "count": count} if count else None
