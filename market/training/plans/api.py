"""The officers' API of the plan: programmes, templates, phases, places, holidays, and trainers of a batch."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from market.core.api.views import MemberRequest
from market.core.base.db import fetch
from market.core.base.errors import NotFound
from market.training.classes.people import trainers_of
from market.training.classes.serializers import TrainerSerializer, VenueSerializer
from market.training.issuing.api import Desk
from market.training.models import Batch, Phase, PlanTemplate, Programme, Venue
from market.training.plans import actions as plans_actions
from market.training.plans import trainer_actions
from market.training.plans.actions import VenueDetails
from market.training.plans.planning import BatchPlan, PhasePlan, preview_phase
from market.training.plans.queries import phase_views
from market.training.plans.serializers import (
    AddTrainerFields,
    BatchPreviewSerializer,
    ChangePlanTemplateFields,
    PhaseFields,
    PhaseSerializer,
    PlanTemplateFields,
    PlanTemplateSerializer,
    ProgrammeFields,
    ProgrammeSerializer,
    RemoveTrainerFields,
    VenueFields,
)


class Programmes(Desk):
    """Programmes."""

    fields = ProgrammeFields

    @extend_schema(responses=ProgrammeSerializer(many=True))
    def get(self, request: MemberRequest) -> Response:
        """The newest first."""
        return self.page_of(Programme.objects.all(), ProgrammeSerializer)

    @extend_schema(request=ProgrammeFields, responses={201: ProgrammeSerializer})
    def post(self, request: MemberRequest) -> Response:
        """The added programme."""
        programme = plans_actions.add_programme(by=request.user, **self.parsed())
        return self.respond(programme, ProgrammeSerializer, status=201)


class PlanTemplates(Desk):
    """Templates of batches."""

    fields = PlanTemplateFields

    @extend_schema(responses=PlanTemplateSerializer(many=True))
    def get(self, request: MemberRequest) -> Response:
        """All of them."""
        return self.page_of(PlanTemplate.objects.all(), PlanTemplateSerializer)

    @extend_schema(request=PlanTemplateFields, responses={201: PlanTemplateSerializer})
    def post(self, request: MemberRequest) -> Response:
        """The added template."""
        template = plans_actions.add_template(by=request.user, **self.parsed())
        return self.respond(template, PlanTemplateSerializer, status=201)


class PlanTemplateDetail(Desk):
    """A template of batches."""

    fields = ChangePlanTemplateFields

    @extend_schema(responses=PlanTemplateSerializer)
    def get(self, request: MemberRequest, template_id: int) -> Response:
        """It."""
        return self.respond(fetch(PlanTemplate.objects.order_by("pk"), template_id), PlanTemplateSerializer)

    @extend_schema(request=ChangePlanTemplateFields, responses=PlanTemplateSerializer)
    def patch(self, request: MemberRequest, template_id: int) -> Response:
        """The changed template; what is planned already keeps its calendar."""
        changed = plans_actions.edit_template(by=request.user, template_id=template_id, **self.parsed())
        return self.respond(changed, PlanTemplateSerializer)


def _plan(fields: dict[str, Any]) -> PhasePlan:
    rows = tuple(BatchPlan(**row) for row in fields.pop("batches"))
    return PhasePlan(**fields, batches=rows)


class Phases(Desk):
    """Phases with their batches."""

    fields = PhaseFields

    @extend_schema(responses=PhaseSerializer(many=True))
    def get(self, request: MemberRequest) -> Response:
        """By programme and number."""
        return self.page_of(phase_views(Phase.objects.visible_to(request.user)), PhaseSerializer)

    @extend_schema(request=PhaseFields, responses={201: PhaseSerializer})
    def post(self, request: MemberRequest) -> Response:
        """The planned phase with all its batches and classes. Nothing is saved while two classes meet."""
        phase = plans_actions.plan_phase(by=request.user, plan=_plan(self.parsed()))
        view = phase_views(Phase.objects.visible_to(request.user).filter(pk=phase.pk))[0]
        return self.respond(view, PhaseSerializer, status=201)


class PreviewPhase(Desk):
    """A phase before it is saved."""

    fields = PhaseFields
    pagination_class = None

    @extend_schema(request=PhaseFields, responses=BatchPreviewSerializer(many=True))
    def post(self, request: MemberRequest) -> Response:
        """Each batch with its calendar and every conflict. Nothing is saved."""
        previews = preview_phase(_plan(self.parsed()))
        return Response(BatchPreviewSerializer(previews, many=True).data)


class PhaseDetail(Desk):
    """A phase."""

    @extend_schema(responses=PhaseSerializer)
    def get(self, request: MemberRequest, phase_id: int) -> Response:
        """It, with its batches and where each stands."""
        views = phase_views(Phase.objects.visible_to(request.user).filter(pk=phase_id))
        if not views:
            raise NotFound
        return self.respond(views[0], PhaseSerializer)


class Venues(Desk):
    """Places of face-to-face classes."""

    fields = VenueFields

    @extend_schema(responses=VenueSerializer(many=True))
    def get(self, request: MemberRequest) -> Response:
        """By district and name."""
        rows = Venue.objects.select_related("district").order_by("district__name_en", "name_en")
        return self.page_of(rows, VenueSerializer)

    @extend_schema(request=VenueFields, responses={201: VenueSerializer})
    def post(self, request: MemberRequest) -> Response:
        """The added place."""
        venue = plans_actions.save_venue(by=request.user, details=VenueDetails(**self.parsed()))
        return self.respond(venue, VenueSerializer, status=201)


class VenueDetail(Desk):
    """A place."""

    fields = VenueFields

    @extend_schema(request=VenueFields, responses=VenueSerializer)
    def put(self, request: MemberRequest, venue_id: int) -> Response:
        """The changed place."""
        details = VenueDetails(**self.parsed())
        return self.respond(
            plans_actions.save_venue(by=request.user, details=details, venue_id=venue_id), VenueSerializer
        )


class BatchTrainers(Desk):
    """Who teaches a batch."""

    fields = AddTrainerFields

    @extend_schema(responses=TrainerSerializer(many=True))
    def get(self, request: MemberRequest, batch_id: int) -> Response:
        """Its trainers, the lead trainer first."""
        batch = fetch(Batch.objects.visible_to(request.user).select_related("trainer"), batch_id)
        return self.page_of(trainers_of(batch), TrainerSerializer)

    @extend_schema(request=AddTrainerFields, responses={201: TrainerSerializer(many=True)})
    def post(self, request: MemberRequest, batch_id: int) -> Response:
        """All trainers, with the new one."""
        batch = trainer_actions.add_trainer(by=request.user, batch_id=batch_id, **self.parsed())
        answer = self.page_of(trainers_of(batch), TrainerSerializer)
        answer.status_code = 201
        return answer


class RemoveTrainer(Desk):
    """Somebody teaches a batch no more."""

    fields = RemoveTrainerFields

    @extend_schema(request=RemoveTrainerFields, responses=TrainerSerializer(many=True))
    def post(self, request: MemberRequest, batch_id: int, user_id: int) -> Response:
        """The trainers who are left; the successor gives the classes that were still to come."""
        batch = fetch(Batch.objects.visible_to(request.user), batch_id)
        trainer = next((each for each in trainers_of(batch) if each.pk == user_id), None)
        if trainer is None:
            raise NotFound
        batch = trainer_actions.remove_trainer(by=request.user, batch_id=batch_id, trainer=trainer, **self.parsed())
        return self.page_of(trainers_of(batch), TrainerSerializer)
