"""The API of grievances: with a name, without one by number and code, for the office, and the public counts."""

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from market.accounts.mixins import StaffView
from market.accounts.models import User
from market.core.api.views import DomainView, MemberRequest, PublicView
from market.core.base.audit import log_access, log_access_each
from market.core.base.db import fetch
from market.core.base.errors import Invalid
from market.training.grievances import actions, person_actions
from market.training.grievances.codes import new_code
from market.training.grievances.desk_views import desk_rows
from market.training.grievances.filters import GrievanceFilter
from market.training.grievances.person_actions import Account
from market.training.grievances.queries import grievance_years
from market.training.grievances.serializers import (
    DeskGrievanceSerializer,
    GrievanceCodeFields,
    GrievanceFields,
    GrievanceReplyFields,
    GrievanceSerializer,
    GrievanceTextFields,
    GrievanceYearSerializer,
    NewGrievanceSerializer,
    OwnGrievanceSerializer,
    PeopleFields,
)
from market.training.grievances.views import act_by_code
from market.training.models import Grievance

WITH = ("messages", "files", "people")


class NewGrievance(PublicView):
    """Complain to the office of the programme."""

    fields = GrievanceFields
    keeps_answers = False  # a stored answer would tell whose it is

    @extend_schema(request=GrievanceFields, responses={201: NewGrievanceSerializer})
    def post(self, request: Request) -> Response:
        """The grievance. Without a name it has a code, which nobody can show again."""
        sent = self.parsed()
        is_anonymous = sent.pop("anonymous") or not request.user.is_authenticated
        if is_anonymous and sent["file_ids"]:
            raise Invalid(errors={"file_ids": [person_actions.FILES_TELL]})
        code = new_code() if is_anonymous else ""
        by = request.user if isinstance(request.user, User) and not is_anonymous else None
        grievance = person_actions.submit_grievance(by=by, account=Account(**sent), code=code)
        data = NewGrievanceSerializer(grievance, context={"request": request, "code": code}).data
        return Response(data, status=201)


class GrievanceByCode(PublicView):
    """Come back to a grievance without a name."""

    fields = GrievanceCodeFields
    keeps_answers = False

    @extend_schema(request=GrievanceCodeFields, responses=GrievanceSerializer)
    def post(self, request: Request) -> Response:
        """The grievance with all that was written, after `act` was done."""
        return self.respond(act_by_code(**self.parsed()), GrievanceSerializer)


class GrievanceCounts(PublicView):
    """The grievances of each year."""

    pagination_class = None

    @extend_schema(responses=GrievanceYearSerializer(many=True))
    def get(self, request: Request) -> Response:
        """By kind and state, the newest year first."""
        return Response(GrievanceYearSerializer(grievance_years(), many=True).data)


class Grievances(DomainView):
    """One's own grievances, made with a name."""

    @extend_schema(responses=OwnGrievanceSerializer(many=True))
    def get(self, request: MemberRequest) -> Response:
        """The newest first."""
        rows = Grievance.objects.filter(reporter=request.user).select_related("batch").prefetch_related(*WITH)
        return self.page_of(rows, OwnGrievanceSerializer)


class GrievanceDetail(DomainView):
    """One of them."""

    @extend_schema(responses=OwnGrievanceSerializer)
    def get(self, request: MemberRequest, grievance_id: int) -> Response:
        """With all that was written."""
        rows = Grievance.objects.filter(reporter=request.user)
        return self.respond(fetch(rows.select_related("batch"), grievance_id), OwnGrievanceSerializer)


class WriteToGrievance(DomainView):
    """Write to the office."""

    fields = GrievanceTextFields

    @extend_schema(request=GrievanceTextFields, responses=OwnGrievanceSerializer)
    def post(self, request: MemberRequest, grievance_id: int) -> Response:
        """The grievance with the message."""
        row = person_actions.write_to_grievance(by=request.user, grievance_id=grievance_id, **self.parsed())
        return self.respond(row, OwnGrievanceSerializer)


class ReopenGrievance(DomainView):
    """Ask for another officer, once."""

    fields = GrievanceTextFields

    @extend_schema(request=GrievanceTextFields, responses=OwnGrievanceSerializer)
    def post(self, request: MemberRequest, grievance_id: int) -> Response:
        """The grievance, which waits again."""
        row = person_actions.reopen_grievance(by=request.user, grievance_id=grievance_id, **self.parsed())
        return self.respond(row, OwnGrievanceSerializer)


class CloseGrievance(DomainView):
    """Be content with the answer."""

    @extend_schema(request=None, responses=OwnGrievanceSerializer)
    def post(self, request: MemberRequest, grievance_id: int) -> Response:
        """The closed grievance."""
        row = person_actions.close_grievance(by=request.user, grievance_id=grievance_id)
        return self.respond(row, OwnGrievanceSerializer)


class Office(StaffView):
    """For officers, and lead moderators once something is late; it does not exist for others."""

    roles = (User.Role.OFFICER, User.Role.LEAD)

    def shown(self, user: User, row: Grievance) -> Response:
        """The grievance after an act; who does not see it any more gets nothing of it."""
        if not Grievance.objects.visible_to(user).filter(pk=row.pk).exists():
            return Response(status=204)
        return self.respond(row, DeskGrievanceSerializer)


class GrievanceDesk(Office):
    """The grievances."""

    @extend_schema(
        parameters=[OpenApiParameter(name) for name in ("q", "kind", "state", "name", "late")],
        responses=DeskGrievanceSerializer(many=True),
    )
    def get(self, request: MemberRequest) -> Response:
        """Those that fit; what is due first stands first."""
        matches = GrievanceFilter(request.query_params, queryset=desk_rows(request.user).prefetch_related(*WITH))
        if not matches.is_valid():
            raise Invalid(errors={name: list(errors) for name, errors in matches.form.errors.items()})
        answer = self.page_of(matches.qs, DeskGrievanceSerializer)
        seen = Grievance.objects.filter(pk__in=[each["id"] for each in answer.data["results"]])
        log_access_each("grievance.seen", by=request.user, on=seen)
        return answer


class GrievanceRecord(Office):
    """One of them."""

    @extend_schema(responses=DeskGrievanceSerializer)
    def get(self, request: MemberRequest, grievance_id: int) -> Response:
        """With all that was written."""
        row = fetch(desk_rows(request.user), grievance_id)
        log_access("grievance.seen", by=request.user, on=row)
        return self.respond(row, DeskGrievanceSerializer)


class TakeGrievance(Office):
    """Take it in hand."""

    @extend_schema(request=None, responses=DeskGrievanceSerializer)
    def post(self, request: MemberRequest, grievance_id: int) -> Response:
        """The grievance, in hand."""
        return self.shown(request.user, actions.take_grievance(by=request.user, grievance_id=grievance_id))


class ReplyToGrievance(Office):
    """Write to the person, or answer."""

    fields = GrievanceReplyFields

    @extend_schema(request=GrievanceReplyFields, responses=DeskGrievanceSerializer)
    def post(self, request: MemberRequest, grievance_id: int) -> Response:
        """The grievance with the message."""
        row = actions.reply_to_grievance(by=request.user, grievance_id=grievance_id, **self.parsed())
        return self.shown(request.user, row)


class NamePeople(Office):
    """Say whom it is about."""

    fields = PeopleFields

    @extend_schema(request=PeopleFields, responses={200: DeskGrievanceSerializer, 204: None})
    def post(self, request: MemberRequest, grievance_id: int) -> Response:
        """The grievance; nothing (204) where it is about who says so."""
        row = actions.name_people(by=request.user, grievance_id=grievance_id, **self.parsed())
        return self.shown(request.user, row)
