"""Forms of the workroom."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from market.core.forms import Form, TextField


class ManyFilesInput(forms.ClearableFileInput):
    """A file input that takes several."""

    allow_multiple_selected = True


class ManyFilesField(forms.FileField):
    """Several files, or none."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=ManyFilesInput(attrs={"multiple": True}), required=False, **kwargs)

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        """The list of files. Raises ValidationError for an empty one."""
        return [super(ManyFilesField, self).clean(each, initial) for each in data or []]


class SubmitWorkForm(Form):
    """Hand work in."""

    note = TextField(
        label=_("What do you deliver?"),
        most=5000,
        lines=4,
        required=False,
        help_text=_("Say what is ready, and how to open or use it."),
    )
    uploads = ManyFilesField(label=_("Files"), help_text=_("Any kind of file, several at once. 25 MB each at most."))

    kept: tuple[str, ...] = ()  # ids of uploads of this try and of earlier ones that were refused


class RequestChangesForm(Form):
    """Ask for changes."""

    note = TextField(
        label=_("What should change?"),
        most=5000,
        lines=4,
        help_text=_("Name each change. The clock of silence stops until she delivers again."),
    )


class RequestRefundForm(Form):
    """Ask for the held money back."""

    reason = TextField(
        label=_("Why do you ask for the money back?"),
        most=2000,
        lines=3,
        help_text=_("She reads this, and has 7 days to agree or refuse."),
    )
