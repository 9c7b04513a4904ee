"""The API of material and tasks: for officers and the trainers of a class. A class itself shows what it has."""

from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from market.core.api.views import DomainView, MemberRequest
from market.training.materials import actions as materials_actions
from market.training.materials import task_actions
from market.training.materials.serializers import (
    AddMaterialFields,
    ChangeMaterialFields,
    ClassMaterialSerializer,
    ClassTaskFields,
    ClassTaskSerializer,
)


class AddMaterial(DomainView):
    """Material of a class."""

    fields = AddMaterialFields

    @extend_schema(request=AddMaterialFields, responses={201: ClassMaterialSerializer})
    def post(self, request: MemberRequest, session_id: int) -> Response:
        """The added material. The trainees are told, at most once in an hour."""
        added = materials_actions.add_material(by=request.user, session_id=session_id, **self.parsed())
        return self.respond(added, ClassMaterialSerializer, status=201)


class ChangeMaterial(DomainView):
    """Material."""

    fields = ChangeMaterialFields

    @extend_schema(request=ChangeMaterialFields, responses=ClassMaterialSerializer)
    def put(self, request: MemberRequest, material_id: int) -> Response:
        """The changed material, with who changed it."""
        changed = materials_actions.change_material(by=request.user, material_id=material_id, **self.parsed())
        return self.respond(changed, ClassMaterialSerializer)


class RemoveMaterial(DomainView):
    """Take material away."""

    @extend_schema(request=None, responses={204: None})
    def post(self, request: MemberRequest, material_id: int) -> Response:
        """Delete what the caller has added."""
        materials_actions.remove_material(by=request.user, material_id=material_id)
        return Response(status=204)


class AddClassTask(DomainView):
    """Tasks of a class."""

    fields = ClassTaskFields

    @extend_schema(request=ClassTaskFields, responses={201: ClassTaskSerializer})
    def post(self, request: MemberRequest, session_id: int) -> Response:
        """The added task. The trainees are told, at most once in an hour."""
        added = task_actions.add_class_task(by=request.user, session_id=session_id, **self.parsed())
        return self.respond(added, ClassTaskSerializer, status=201)


class ChangeClassTask(DomainView):
    """A task."""

    fields = ClassTaskFields

    @extend_schema(request=ClassTaskFields, responses=ClassTaskSerializer)
    def put(self, request: MemberRequest, task_id: int) -> Response:
        """The changed task, with who changed it."""
        changed = task_actions.change_class_task(by=request.user, task_id=task_id, **self.parsed())
        return self.respond(changed, ClassTaskSerializer)


class RemoveClassTask(DomainView):
    """Take a task away."""

    @extend_schema(request=None, responses={204: None})
    def post(self, request: MemberRequest, task_id: int) -> Response:
        """Delete what the caller has added."""
        task_actions.remove_class_task(by=request.user, task_id=task_id)
        return Response(status=204)
