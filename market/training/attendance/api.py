"""The API of the roll: for officers and the trainers of a class; trainees confirm it, and have a card."""

from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.response import Response

from market.accounts.models import User
from market.core.api.views import DomainView, MemberRequest
from market.core.base.audit import log_access
from market.core.base.db import fetch
from market.training.attendance import cards, countersign_actions, roll_actions
from market.training.attendance.roll_actions import RollMark
from market.training.attendance.roll_queries import closes_at, countersigning_of, lines_of
from market.training.attendance.serializers import (
    CardHolderSerializer,
    CountersignatureSerializer,
    CountersignFields,
    RollFields,
    RollSerializer,
    TraineeCardSerializer,
)
from market.training.classes.adding_actions import taught_class
from market.training.models import ClassSession, Enrolment


def roll_of(session: ClassSession) -> dict[str, Any]:
    """The roll as it is answered."""
    signed = countersigning_of(session) or {"row": None, "is_changed": False}
    return {
        "rolled_at": session.rolled_at,
        "closes_at": closes_at(session),
        "lines": lines_of(session),
        "is_countersigned": signed["row"] is not None and not signed["is_changed"],
    }


class ClassRoll(DomainView):
    """The roll of a class. For officers and the trainers of the class."""

    fields = RollFields

    @extend_schema(responses=RollSerializer)
    def get(self, request: MemberRequest, session_id: int) -> Response:
        """Everybody on it by seat, with what each source says and what counts."""
        return self.respond(roll_of(taught_class(request.user, session_id)), RollSerializer)

    @extend_schema(request=RollFields, responses=RollSerializer)
    def post(self, request: MemberRequest, session_id: int) -> Response:
        """The roll with these marks. A mark whose `client_id` came before is left out, so a list can be sent again.

        `known` is the id of the last mark of the roll that the sender saw: changing that one needs a reason and settles
        it; where another device has marked meanwhile, both stay, and what came first counts until that is settled.
        Excused needs a reason too. Once the roll is closed, officers settle, and nothing else.
        """
        marks = [RollMark(**each) for each in self.parsed()["marks"]]
        session = roll_actions.call_roll(by=request.user, session_id=session_id, marks=marks)
        return self.respond(roll_of(session), RollSerializer)


class ReadCard(DomainView):
    """Whose card it is. For officers and the trainers of the class."""

    @extend_schema(parameters=[OpenApiParameter("card", str, required=True)], responses=CardHolderSerializer)
    def get(self, request: MemberRequest, session_id: int) -> Response:
        """The trainee of the batch; `card` is what its QR code says, or the short code."""
        card = request.query_params.get("card", "")[:80]
        return self.respond(
            countersign_actions.read_card(by=request.user, session_id=session_id, card=card), CardHolderSerializer
        )


class CountersignRoll(DomainView):
    """A trainee who was there confirms the roll of a face-to-face class."""

    fields = CountersignFields

    @extend_schema(request=CountersignFields, responses=CountersignatureSerializer)
    def post(self, request: MemberRequest, session_id: int) -> Response:
        """The confirmation: the caller's, or with `card` that of its holder, on a trainer's device."""
        row = countersign_actions.countersign(by=request.user, session_id=session_id, card=self.parsed()["card"])
        return self.respond(row, CountersignatureSerializer)


class TraineeCard(DomainView):
    """The card of a place. For its trainee and for officers."""

    @extend_schema(responses=TraineeCardSerializer)
    def get(self, request: MemberRequest, enrolment_id: int) -> Response:
        """What its QR code says, and the short code."""
        rows = Enrolment.objects.studying().visible_to(request.user)
        own = rows if request.user.has_role(User.Role.OFFICER) else rows.filter(trainee=request.user)
        place = fetch(own, enrolment_id)
        if place.trainee_id != request.user.pk:
            log_access("place.card_seen", by=request.user, on=place)
        return self.respond(
            {"token": cards.token_of(place), "code": cards.short_code_of(place), "name": place.name},
            TraineeCardSerializer,
        )
