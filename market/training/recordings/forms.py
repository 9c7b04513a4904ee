"""Forms of recordings."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from market.core.text.formats import MEGABYTE
from market.core.web.forms import Form, TextField, WholeNumberField
from market.files.forms import AttachingForm
from market.training.classes.adding_actions import TITLE_LENGTH
from market.training.models import Recording
from market.training.recordings.actions import RecordingDetails


class ChangeRecordingForm(Form):
    """What is said of a recording, and where it is."""

    title = TextField(most=TITLE_LENGTH, label=_("Title"))
    minutes = WholeNumberField(label=_("How many minutes"))
    link = forms.URLField(
        max_length=500,
        required=False,
        assume_scheme="https",
        label=_("Link"),
        help_text=_("For a large recording: where it is on one of the hosts that officers allow."),
    )
    megabytes = WholeNumberField(
        required=False,
        label=_("Size in MB, of a link"),
        help_text=_("Trainees pay for their data: they read it before they watch."),
    )

    @staticmethod
    def of(recording: Recording, data: Any = None) -> "ChangeRecordingForm":
        """The form with the recording as it is; a file stays the same."""
        megabytes = max(round(recording.size / MEGABYTE), 1)
        initial = {"title": recording.title, "minutes": recording.minutes, "link": recording.link}
        form = ChangeRecordingForm(data, initial=initial | {"megabytes": megabytes})
        if recording.file_id is not None:
            del form.fields["link"], form.fields["megabytes"]
        return form

    @property
    def details(self) -> RecordingDetails:
        """What was typed."""
        typed, megabytes = self.cleaned_data, self.cleaned_data.get("megabytes")
        size = megabytes * MEGABYTE if megabytes else None
        return RecordingDetails(typed["title"], typed["minutes"], typed.get("link", ""), size)

    def add_error_at(self, path: str, message: str) -> None:
        """What is wrong with the size stands at the megabytes, with a file at the files."""
        path = {"size": "megabytes", "files": "uploads"}.get(path, path)
        super().add_error_at(path, message)


class AddRecordingForm(ChangeRecordingForm, AttachingForm):
    """A recording: one file, or a link."""

    field_order = ("title", "minutes", "uploads", "link", "megabytes")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["uploads"].label = _("File")
