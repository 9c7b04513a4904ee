"""What reports add to the page of a class."""

from typing import TYPE_CHECKING, Any

from market.training.models import ClassInquiry, ClassReport, ClassSession
from market.training.not_held.actions import is_reportable, place_of
from market.training.page_parts import page_part

if TYPE_CHECKING:
    from market.accounts.models import User


@page_part("class", "training/parts/class_report.html", order=30)
def reports_of_class(user: "User", session: ClassSession) -> dict[str, Any] | None:
    """For trainees: to report the class, and what became of their report; for officers and the trainer: the way to
    the reports.
    """
    inquiry = ClassInquiry.objects.filter(session=session).first()
    if inquiry is not None and ClassInquiry.objects.visible_to(user).filter(pk=inquiry.pk).exists():
        return {"inquiry": inquiry, "sees_reports": True}
    own = ClassReport.objects.filter(inquiry=inquiry, enrolment__trainee=user).first() if inquiry else None
    may_report = own is None and is_reportable(session) and place_of(user, session) is not None
    return {"inquiry": inquiry, "own": own, "session": session} if own or may_report else None
