"""The API of making up classes: for trainees, and for who writes the check questions."""

from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from market.core.api.views import DomainView, MemberRequest
from market.core.base.db import fetch
from market.training.attendance.attending import own_place
from market.training.classes.adding_actions import taught
from market.training.made_up import actions as made_up_actions
from market.training.made_up.actions import CannotBeMadeUp, CheckDetails
from market.training.made_up.queries import make_up_of
from market.training.made_up.serializers import (
    ChecksAnswersFields,
    ChecksFields,
    ChecksSerializer,
    MakeUpSerializer,
)
from market.training.models import CheckSet, ClassSession, Recording


class MakeUp(DomainView):
    """Make a class up."""

    fields = ChecksAnswersFields

    def _answer(self, request: MemberRequest, session_id: int) -> Response:
        session = fetch(ClassSession.objects.visible_to(request.user).select_related("batch"), session_id)
        standing = make_up_of(own_place(request.user, session), session)
        if standing is None:
            raise CannotBeMadeUp
        return self.respond(standing, MakeUpSerializer)

    @extend_schema(responses=MakeUpSerializer)
    def get(self, request: MemberRequest, session_id: int) -> Response:
        """Until when it is possible, and the questions of the next try."""
        return self._answer(request, session_id)

    @extend_schema(request=ChecksAnswersFields, responses=MakeUpSerializer)
    def post(self, request: MemberRequest, session_id: int) -> Response:
        """How it stands after the try: `counts` is `made_up` if all answers were right."""
        made_up_actions.answer_checks(by=request.user, session_id=session_id, **self.parsed())
        return self._answer(request, session_id)


class WriteChecks(DomainView):
    """The check questions of a recording."""

    fields = ChecksFields

    @extend_schema(responses=ChecksSerializer)
    def get(self, request: MemberRequest, recording_id: int) -> Response:
        """Those that count now. For officers and the trainers of the class."""
        recording = taught(Recording, request.user, recording_id)
        rows = CheckSet.objects.filter(recording=recording).prefetch_related("questions")
        return self.respond(fetch(rows, rows.values_list("pk", flat=True).last()), ChecksSerializer)

    @extend_schema(request=ChecksFields, responses=ChecksSerializer)
    def put(self, request: MemberRequest, recording_id: int) -> Response:
        """The new questions. Those that somebody answered stay as they are, and count no more."""
        questions = [CheckDetails(**each) for each in self.parsed()["questions"]]
        row = made_up_actions.write_checks(by=request.user, recording_id=recording_id, questions=questions)
        return self.respond(row, ChecksSerializer)
