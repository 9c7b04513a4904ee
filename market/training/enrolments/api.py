"""The API of places: of applicants and trainees, of trainers, and of officers."""

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.response import Response

from market.accounts.models import User
from market.core.api.views import DomainView, MemberRequest
from market.core.base.audit import log_access
from market.core.base.db import fetch
from market.core.base.errors import NotFound
from market.training.classes.queries import calendar_of
from market.training.enrolments import actions as enrolment_actions
from market.training.enrolments import offer_actions
from market.training.enrolments.course_queries import due_of
from market.training.enrolments.queries import course_of, places_of, trainees_of, waiting_list
from market.training.enrolments.serializers import (
    CourseSerializer,
    DeclinePlaceFields,
    DeskEnrolmentSerializer,
    EnrolmentDetailSerializer,
    EnrolmentReasonFields,
    EnrolmentSerializer,
    MoveTraineeFields,
    TraineeSerializer,
    WaitingSerializer,
)
from market.training.issuing.api import Desk
from market.training.models import Batch, Enrolment

RELATED = ("batch__topic", "batch__district", "application")


class PlaceView(DomainView):
    """The base of the paths of a place: trainers see none of them."""

    def place(self, user: User, enrolment_id: int) -> Enrolment:
        """The place, for its applicant and for officers. Raises NotFound."""
        rows = Enrolment.objects.visible_to(user)
        if not user.has_role(User.Role.OFFICER):
            rows = rows.filter(trainee=user)
        return fetch(rows.select_related(*RELATED).prefetch_related("changes__by"), enrolment_id)

    def answer(self, user: User, enrolment_id: int) -> Response:
        """The place as it is now."""
        return self.respond(self.place(user, enrolment_id), EnrolmentDetailSerializer)


class MyPlaces(DomainView):
    """Places that were offered to the user."""

    @extend_schema(responses=EnrolmentSerializer(many=True))
    def get(self, request: MemberRequest) -> Response:
        """The newest first."""
        rows = Enrolment.objects.filter(trainee=request.user).select_related(*RELATED).order_by("-pk")
        return self.page_of(rows, EnrolmentSerializer)


class MyCourse(DomainView):
    """The user's course."""

    @extend_schema(responses=CourseSerializer)
    def get(self, request: MemberRequest) -> Response:
        """The place that the user holds, else the one completed last, with trainers and classes; 404 without one."""
        place = course_of(request.user)
        if place is None:
            raise NotFound
        calendar = calendar_of(place.batch)
        classes = [*reversed(calendar["past"]), *calendar["to_come"]]
        course = {"place": place, "trainers": calendar["teachers"], "next_class": calendar["next_class"]}
        course["due"] = due_of(request.user)
        return self.respond({**course, "classes": classes}, CourseSerializer)


class EnrolmentDetail(PlaceView):
    """A place."""

    @extend_schema(responses=EnrolmentDetailSerializer)
    def get(self, request: MemberRequest, enrolment_id: int) -> Response:
        """It, with all that became of it."""
        place = self.place(request.user, enrolment_id)
        if place.trainee_id != request.user.pk:
            log_access("place.seen", by=request.user, on=place)
        return self.respond(place, EnrolmentDetailSerializer)


class AcceptPlace(PlaceView):
    """Take the seat."""

    @extend_schema(request=None, responses=EnrolmentDetailSerializer)
    def post(self, request: MemberRequest, enrolment_id: int) -> Response:
        """The accepted place; accepted already, nothing changes."""
        self.place(request.user, enrolment_id)
        offer_actions.accept_place(by=request.user, enrolment_id=enrolment_id)
        return self.answer(request.user, enrolment_id)


class DeclinePlace(PlaceView):
    """Leave the seat to the next."""

    fields = DeclinePlaceFields

    @extend_schema(request=DeclinePlaceFields, responses=EnrolmentDetailSerializer)
    def post(self, request: MemberRequest, enrolment_id: int) -> Response:
        """The declined place."""
        self.place(request.user, enrolment_id)
        offer_actions.decline_place(by=request.user, enrolment_id=enrolment_id, **self.parsed())
        return self.answer(request.user, enrolment_id)


class DropOut(PlaceView):
    """Leave a batch."""

    fields = EnrolmentReasonFields

    @extend_schema(request=EnrolmentReasonFields, responses=EnrolmentDetailSerializer)
    def post(self, request: MemberRequest, enrolment_id: int) -> Response:
        """The place that has ended, by its trainee or an officer."""
        self.place(request.user, enrolment_id)
        enrolment_actions.drop_out(by=request.user, enrolment_id=enrolment_id, **self.parsed())
        return self.answer(request.user, enrolment_id)


class ReturnToBatch(PlaceView):
    """Return to a batch."""

    fields = EnrolmentReasonFields

    @extend_schema(request=EnrolmentReasonFields, responses=EnrolmentDetailSerializer)
    def post(self, request: MemberRequest, enrolment_id: int) -> Response:
        """The place with a seat again. For officers."""
        self.place(request.user, enrolment_id)
        enrolment_actions.return_to_batch(by=request.user, enrolment_id=enrolment_id, **self.parsed())
        return self.answer(request.user, enrolment_id)


class Transfer(PlaceView):
    """Move to another batch."""

    fields = MoveTraineeFields

    @extend_schema(request=MoveTraineeFields, responses=EnrolmentDetailSerializer)
    def post(self, request: MemberRequest, enrolment_id: int) -> Response:
        """The new place. For officers."""
        self.place(request.user, enrolment_id)
        fields = self.parsed()
        batch_id = fields.pop("batch").pk
        moved = enrolment_actions.transfer(by=request.user, enrolment_id=enrolment_id, batch_id=batch_id, **fields)
        return self.answer(request.user, moved.pk)


class BatchTrainees(DomainView):
    """Who studies in a batch."""

    @extend_schema(responses=TraineeSerializer(many=True))
    def get(self, request: MemberRequest, batch_id: int) -> Response:
        """By seat. For its trainers and for officers."""
        batch = fetch(Batch.objects.visible_to(request.user), batch_id)
        return self.page_of(trainees_of(batch), TraineeSerializer)


class BatchPlaces(Desk):
    """Places of a batch."""

    @extend_schema(
        parameters=[OpenApiParameter("state", enum=Enrolment.State.values, description="Only places in this state.")],
        responses=DeskEnrolmentSerializer(many=True),
    )
    def get(self, request: MemberRequest, batch_id: int) -> Response:
        """Those with a seat by its number, then those that ended."""
        batch = fetch(Batch.objects.visible_to(request.user), batch_id)
        rows = places_of(batch, request.query_params.get("state", ""))
        return self.page_of(rows.select_related(*RELATED), DeskEnrolmentSerializer)


class BatchWaitingList(Desk):
    """Who waits for a seat of a batch."""

    @extend_schema(responses=WaitingSerializer(many=True))
    def get(self, request: MemberRequest, batch_id: int) -> Response:
        """By rank: the first gets the next free seat."""
        batch = fetch(Batch.objects.visible_to(request.user).select_related("phase"), batch_id)
        return self.page_of(waiting_list(batch).select_related("application"), WaitingSerializer)
