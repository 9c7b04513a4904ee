"""The API of classes: for officers, and for the trainers of a batch."""

from datetime import time

from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from market.accounts.models import User
from market.core.api.views import DomainView, MemberRequest
from market.core.base.db import fetch
from market.training.batches.serializers import BatchSerializer
from market.training.classes import actions as classes_actions
from market.training.classes.detail_serializers import ClassDetailSerializer
from market.training.classes.serializers import (
    AssignClassFields,
    ClassReasonFields,
    ClassSerializer,
    DescribeClassFields,
    MoveCalendarFields,
    MoveClassFields,
)
from market.training.issuing.api import Desk
from market.training.models import Batch, ClassSession

RELATED = ("batch", "trainer", "venue__district")
PARTS = (
    "moves__moved_by",
    *(f"{part}__{who}" for part in ("materials", "tasks", "recordings") for who in ("added_by", "changed_by")),
    *("materials__files", "recordings__file", "questions__asked_by", "questions__answered_by"),
)


class ClassView(DomainView):
    """The base of the paths that change a class."""

    def answer(self, user: User, session_id: int) -> Response:
        """The class as it is now."""
        rows = ClassSession.objects.visible_to(user).select_related(*RELATED)
        return self.respond(fetch(rows.prefetch_related(*PARTS), session_id), ClassDetailSerializer)


class BatchClasses(DomainView):
    """The calendar of a batch."""

    @extend_schema(responses=ClassSerializer(many=True))
    def get(self, request: MemberRequest, batch_id: int) -> Response:
        """Its classes by time, cancelled ones too."""
        batch = fetch(Batch.objects.visible_to(request.user), batch_id)
        return self.page_of(batch.sessions.select_related(*RELATED).order_by("starts_at", "pk"), ClassSerializer)


class ClassSessionDetail(ClassView):
    """A class."""

    @extend_schema(responses=ClassDetailSerializer)
    def get(self, request: MemberRequest, session_id: int) -> Response:
        """It, with its moves."""
        return self.answer(request.user, session_id)


class MoveClass(ClassView):
    """Another time."""

    fields = MoveClassFields

    @extend_schema(request=MoveClassFields, responses=ClassDetailSerializer)
    def post(self, request: MemberRequest, session_id: int) -> Response:
        """The class at its new time; a cancelled one takes place then. For officers and the lead trainer."""
        classes_actions.move_class(by=request.user, session_id=session_id, **self.parsed())
        return self.answer(request.user, session_id)


class CancelClass(ClassView):
    """Cancel a class."""

    fields = ClassReasonFields

    @extend_schema(request=ClassReasonFields, responses=ClassDetailSerializer)
    def post(self, request: MemberRequest, session_id: int) -> Response:
        """The cancelled class. For officers and the lead trainer."""
        classes_actions.cancel_class(by=request.user, session_id=session_id, **self.parsed())
        return self.answer(request.user, session_id)


class DescribeClass(ClassView):
    """What a class is about."""

    fields = DescribeClassFields

    @extend_schema(request=DescribeClassFields, responses=ClassDetailSerializer)
    def post(self, request: MemberRequest, session_id: int) -> Response:
        """The class with its title and its room. For officers, the lead trainer, and who gives it."""
        classes_actions.describe_class(by=request.user, session_id=session_id, **self.parsed())
        return self.answer(request.user, session_id)


class AssignClass(ClassView):
    """Who gives a class, and where."""

    fields = AssignClassFields

    @extend_schema(request=AssignClassFields, responses=ClassDetailSerializer)
    def post(self, request: MemberRequest, session_id: int) -> Response:
        """The class with its trainer and place. For officers and the lead trainer."""
        classes_actions.assign_class(by=request.user, session_id=session_id, **self.parsed())
        return self.answer(request.user, session_id)


class MoveCalendar(Desk):
    """Move a whole calendar."""

    fields = MoveCalendarFields

    @extend_schema(request=MoveCalendarFields, responses=BatchSerializer)
    def post(self, request: MemberRequest, batch_id: int) -> Response:
        """The batch with its new days; all classes that were to come are planned anew by the rule."""
        fields = self.parsed()
        hours: dict[str, time | None] = {
            name: fields.pop(name) for name in ("class_at", "in_person_at") if name in fields
        }
        batch = classes_actions.move_calendar(by=request.user, batch_id=batch_id, hours=hours, **fields)
        return self.respond(batch, BatchSerializer)
