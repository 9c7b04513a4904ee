"""What learning adds to pages of other apps."""

from typing import Any

from django.http import HttpRequest

from market.core.web.slots import slot_renderer
from market.learning.courses import programme_parts as course_parts
from market.learning.exams import programme_parts as exam_parts
from market.learning.versions.actions import ROLES

__all__ = ["course_parts", "courses_in_menu", "exam_parts"]


@slot_renderer("menu", "learning/menu.html", order=32)
def courses_in_menu(request: HttpRequest, **context: Any) -> dict[str, Any] | None:
    """For trainers and officers the way to the desk of courses."""
    user = request.user
    return {} if user.is_authenticated and user.has_role(*ROLES) else None
