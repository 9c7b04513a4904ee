"""Pages on which trainers add, change and remove material and tasks of a class."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from market.accounts.people.decorators import MemberRequest, signed_in
from market.core.web.buttons import pressing
from market.core.web.uploads import takes_files
from market.training.classes.adding_actions import taught, taught_class
from market.training.classes.form_pages import Words, form_page
from market.training.materials import actions as materials_actions
from market.training.materials import task_actions
from market.training.materials.forms import ClassTaskForm, MaterialForm
from market.training.models import ClassMaterial, ClassTask


@takes_files
@signed_in
def add_material(request: MemberRequest, session_id: int) -> HttpResponse:
    """Something to read, to look at or to take along."""
    session = taught_class(request.user, session_id)
    form = MaterialForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        with form.refusing():
            form.keep(request.user)
            added = materials_actions.add_material(
                by=request.user, session_id=session_id, file_ids=form.upload_ids, **form.details
            )
            messages.success(request, _("Added. The trainees of the batch are told, at most once in an hour."))
            return redirect(added)
    words = Words(_("Add material"), _("Add it"), _("All trainees of the batch see it, also those who join later."))
    return form_page(request, session, form, words)


@takes_files
@signed_in
def change_material(request: MemberRequest, material_id: int) -> HttpResponse:
    """Material as it is, to be changed or removed."""
    material = taught(ClassMaterial, request.user, material_id)
    form = MaterialForm(request.POST or None, request.FILES or None, material=material)
    if form.is_valid():
        with form.refusing():
            form.keep(request.user)
            materials_actions.change_material(
                by=request.user, material_id=material_id, file_ids=form.upload_ids, **form.details
            )
            messages.success(request, _("Saved."))
            return redirect(material)
    is_own = material.added_by_id == request.user.pk
    remove = reverse("remove_material", args=[material_id]) if is_own else ""
    return form_page(request, material.session, form, Words(_("Change the material"), _("Save"), remove=remove))


@require_POST
@signed_in
def remove_material(request: MemberRequest, material_id: int) -> HttpResponse:
    """Take own material away."""
    session = taught(ClassMaterial, request.user, material_id).session
    with pressing(request, _("Removed.")):
        materials_actions.remove_material(by=request.user, material_id=material_id)
    return redirect(session)


@signed_in
def add_class_task(request: MemberRequest, session_id: int) -> HttpResponse:
    """What is to be done, and until when."""
    session = taught_class(request.user, session_id)
    form = ClassTaskForm(request.POST or None)
    if form.is_valid():
        with form.refusing():
            added = task_actions.add_class_task(by=request.user, session_id=session_id, **form.details)
            messages.success(request, _("Added. The trainees of the batch are told, at most once in an hour."))
            return redirect(added)
    words = Words(
        _("Add a task"), _("Add it"), _("Say what is to be done, in which steps, and what is to be delivered where.")
    )
    return form_page(request, session, form, words)


@signed_in
def change_class_task(request: MemberRequest, task_id: int) -> HttpResponse:
    """A task as it is, to be changed or removed."""
    task = taught(ClassTask, request.user, task_id)
    form = ClassTaskForm.of(task, request.POST or None)
    if form.is_valid():
        with form.refusing():
            task_actions.change_class_task(by=request.user, task_id=task_id, **form.details)
            messages.success(request, _("Saved."))
            return redirect(task)
    remove = reverse("remove_class_task", args=[task_id]) if task.added_by_id == request.user.pk else ""
    return form_page(request, task.session, form, Words(_("Change the task"), _("Save"), remove=remove))


@require_POST
@signed_in
def remove_class_task(request: MemberRequest, task_id: int) -> HttpResponse:
    """Take an own task away."""
    session = taught(ClassTask, request.user, task_id).session
    with pressing(request, _("Removed.")):
        task_actions.remove_class_task(by=request.user, task_id=task_id)
    return redirect(session)
