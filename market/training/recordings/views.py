"""Pages on which trainers add, change and remove recordings of a class."""

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
from market.training.models import Recording
from market.training.recordings import actions as recordings_actions
from market.training.recordings.forms import AddRecordingForm, ChangeRecordingForm


@takes_files
@signed_in
def add_recording(request: MemberRequest, session_id: int) -> HttpResponse:
    """What was recorded of a class."""
    session = taught_class(request.user, session_id)
    form = AddRecordingForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        with form.refusing():
            form.keep(request.user)
            added = recordings_actions.add_recording(
                by=request.user, session_id=session_id, details=form.details, file_ids=form.upload_ids
            )
            messages.success(request, _("Added. The trainees of the batch are told, at most once in an hour."))
            return redirect(added)
    hint = _("One file, or a link. Who could not come catches up with it.")
    return form_page(request, session, form, Words(_("Add a recording"), _("Add it"), hint))


@signed_in
def change_recording(request: MemberRequest, recording_id: int) -> HttpResponse:
    """A recording as it is, to be changed or removed."""
    recording = taught(Recording, request.user, recording_id)
    form = ChangeRecordingForm.of(recording, request.POST or None)
    if form.is_valid():
        with form.refusing():
            recordings_actions.change_recording(by=request.user, recording_id=recording_id, details=form.details)
            messages.success(request, _("Saved."))
            return redirect(recording)
    remove = reverse("remove_recording", args=[recording_id]) if recording.added_by_id == request.user.pk else ""
    return form_page(request, recording.session, form, Words(_("Change the recording"), _("Save"), remove=remove))


@require_POST
@signed_in
def remove_recording(request: MemberRequest, recording_id: int) -> HttpResponse:
    """Take an own recording away."""
    session = taught(Recording, request.user, recording_id).session
    with pressing(request, _("Removed.")):
        recordings_actions.remove_recording(by=request.user, recording_id=recording_id)
    return redirect(session)
