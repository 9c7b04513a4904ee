"""The API of applying: open phases for everybody, an applicant's own applications, and the officers' list."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from market.accounts.models import User
from market.core.api.views import DomainView, MemberRequest, PublicView
from market.core.base.audit import log_access
from market.core.base.db import fetch
from market.core.base.errors import Invalid
from market.training.applications import actions as applications_actions
from market.training.applications.filters import ApplicationFilter
from market.training.applications.patching import save_steps
from market.training.applications.queries import applications_of, coming_phase, offers_of, open_phases
from market.training.applications.serializers import (
    ApplicationRecordSerializer,
    ApplicationSerializer,
    BeginFields,
    PhaseApplicationSerializer,
    PhaseOfferSerializer,
    StepFields,
)
from market.training.issuing.api import Desk
from market.training.models import Application, Phase


class OpenPhases(PublicView):
    """Phases for which people apply."""

    pagination_class = None

    @extend_schema(responses=PhaseOfferSerializer(many=True))
    def get(self, request: Request) -> Response:
        """Those that are open, then the next one that opens."""
        coming = [each for each in [coming_phase()] if each]
        return Response(PhaseOfferSerializer(offers_of([*open_phases(), *coming]), many=True).data)


class MyApplications(DomainView):
    """The caller's applications."""

    fields = BeginFields

    @extend_schema(responses=ApplicationSerializer(many=True))
    def get(self, request: MemberRequest) -> Response:
        """The newest first."""
        return self.page_of(applications_of(request.user), ApplicationSerializer)

    @extend_schema(request=BeginFields, responses={201: ApplicationSerializer})
    def post(self, request: MemberRequest) -> Response:
        """The application for the phase: a new draft, or the one that there is."""
        phase = self.parsed()["phase"]
        application = applications_actions.begin_application(by=request.user, phase_id=phase.pk)
        return self.respond(application, ApplicationSerializer, status=201)


class OwnApplication(DomainView):
    """The base of the paths of one application of the caller's own."""

    def answer(self, user: User, application_id: int) -> Response:
        """The application as it is now."""
        return self.respond(fetch(applications_of(user), application_id), ApplicationSerializer)


class MyApplication(OwnApplication):
    """One of the caller's applications."""

    fields = StepFields

    @extend_schema(responses=ApplicationSerializer)
    def get(self, request: MemberRequest, application_id: int) -> Response:
        """It."""
        return self.answer(request.user, application_id)

    @extend_schema(request=StepFields, responses=ApplicationSerializer)
    def patch(self, request: MemberRequest, application_id: int) -> Response:
        """Its steps, saved one after the other: what stands before a refused one stays saved."""
        fetch(applications_of(request.user), application_id)
        save_steps(request.user, application_id, self.parsed())
        return self.answer(request.user, application_id)


class SubmitApplication(OwnApplication):
    """Send an application."""

    @extend_schema(request=None, responses=ApplicationSerializer)
    def post(self, request: MemberRequest, application_id: int) -> Response:
        """The application with its number."""
        fetch(applications_of(request.user), application_id)
        applications_actions.submit_application(by=request.user, application_id=application_id)
        return self.answer(request.user, application_id)


class WithdrawApplication(OwnApplication):
    """Take an application back."""

    @extend_schema(request=None, responses={200: ApplicationSerializer, 204: None})
    def post(self, request: MemberRequest, application_id: int) -> Response:
        """The withdrawn application; nothing (204) where it was a draft, which is deleted."""
        fetch(applications_of(request.user), application_id)
        left = applications_actions.withdraw_application(by=request.user, application_id=application_id)
        return self.answer(request.user, application_id) if left else Response(status=204)


def _sent(user: User) -> QuerySet[Application]:
    rows = Application.objects.visible_to(user).filter(number__isnull=False)
    return rows.select_related("district", "applicant", "certificate")


class PhaseApplications(Desk):
    """The applications for a phase."""

    @extend_schema(
        parameters=[OpenApiParameter(name) for name in ("q", "district", "topic", "state", "objection")],
        responses=PhaseApplicationSerializer(many=True),
    )
    def get(self, request: MemberRequest, phase_id: int) -> Response:
        """The newest first; `q` is in the number, `objection` is open."""
        phase = fetch(Phase.objects.visible_to(request.user), phase_id)
        rows = _sent(request.user).filter(phase=phase).prefetch_related("wishes__topic")
        matches = ApplicationFilter(request.query_params, queryset=rows.order_by("-submitted_at", "-pk"))
        if not matches.form.is_valid():
            errors: dict[str, list[Any]] = {name: list(each) for name, each in matches.form.errors.items()}
            raise Invalid(errors=errors)
        return self.page_of(matches.qs, PhaseApplicationSerializer)


class ApplicationRecord(Desk):
    """One application."""

    @extend_schema(responses=ApplicationRecordSerializer)
    def get(self, request: MemberRequest, application_id: int) -> Response:
        """What was answered, and what became of it."""
        application = fetch(_sent(request.user), application_id)
        log_access("application.seen", by=request.user, on=application)
        return self.respond(application, ApplicationRecordSerializer)
