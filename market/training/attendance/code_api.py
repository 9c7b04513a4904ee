"""The API of codes said in class: trainers show one, trainees enter it."""

from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from market.core.api.views import DomainView, MemberRequest
from market.training.attendance import code_actions
from market.training.attendance.roll_queries import code_part
from market.training.attendance.serializers import AttendanceMarkSerializer, CodeFields, ShownCodeSerializer
from market.training.classes.adding_actions import taught_class


class OpenAttendanceCode(DomainView):
    """The code of a class that counts now. For officers and the trainers of the class."""

    @extend_schema(responses=ShownCodeSerializer)
    def get(self, request: MemberRequest, session_id: int) -> Response:
        """It, with how many trainees have entered one; without one that counts it is empty."""
        return self.respond(code_part(taught_class(request.user, session_id)), ShownCodeSerializer)

    @extend_schema(request=None, responses=ShownCodeSerializer)
    def post(self, request: MemberRequest, session_id: int) -> Response:
        """Show a code; while one counts it is that one again."""
        code_actions.open_code(by=request.user, session_id=session_id)
        return self.respond(code_part(taught_class(request.user, session_id)), ShownCodeSerializer)


class EndAttendanceCode(DomainView):
    """End the code of a class."""

    @extend_schema(request=None, responses=ShownCodeSerializer)
    def post(self, request: MemberRequest, session_id: int) -> Response:
        """It does not count any more."""
        return self.respond(
            code_part(code_actions.end_code(by=request.user, session_id=session_id)), ShownCodeSerializer
        )


class EnterAttendanceCode(DomainView):
    """A trainee enters the code of a class."""

    fields = CodeFields

    @extend_schema(request=CodeFields, responses=AttendanceMarkSerializer)
    def post(self, request: MemberRequest, session_id: int) -> Response:
        """The mark; entered again it is the same one. Tries are counted, those of a refused request too."""
        mark = code_actions.enter_code(by=request.user, session_id=session_id, code=self.parsed()["code"])
        return self.respond(mark, AttendanceMarkSerializer)
