"""Forms with files: what was sent is kept before anything is refused, so that a refusal loses none of it."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from market.core.base.errors import Invalid, filled
from market.core.text.formats import MEGABYTE
from market.core.web.forms import Form
from market.files.access import MOST_FILES, attachable, own_files
from market.files.actions import keep_upload
from market.files.names import clean_name
from market.runtime.spool import FILES_AT_ONCE

if TYPE_CHECKING:
    from market.accounts.models import User
    from market.files.models import Upload


class ManyFilesInput(forms.ClearableFileInput):
    """A file input that takes several. With script, what is too large is said before it is sent."""

    allow_multiple_selected = True

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """With the limits, as the script needs them."""
        context: dict[str, Any] = super().get_context(name, value, attrs)
        most = settings.LIFECYCLE.upload_megabytes
        over = _(
            "Choose %(files)s files at most, of %(most)s MB each at most, and not more than %(together)s MB at once."
        )
        context["widget"]["attrs"] |= {
            "data-most": MOST_FILES,
            "data-largest": most * MEGABYTE,
            "data-together": most * FILES_AT_ONCE * MEGABYTE,
            "data-over": filled(over, files=MOST_FILES, most=most, together=most * FILES_AT_ONCE),
        }
        return context


class ManyFilesField(forms.FileField):
    """Several files, or none."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs |= {"widget": ManyFilesInput(attrs={"multiple": True}), "required": False, "allow_empty_file": True}
        super().__init__(**kwargs)

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        """The list of files; which of them can be kept is for `keep_upload` to say."""
        return [super(ManyFilesField, self).clean(each, initial) for each in data or []]


class AttachingForm(Form):
    """A form with files. Its page shows `attached(by)` as ticked fields "kept" (`kept_files` of files/parts.html).

    In the view, inside `refusing()`: `form.keep(by)`, then the action with `file_ids=form.kept`.
    """

    uploads = ManyFilesField(label=_("Files"))

    kept: tuple[str, ...] = ()  # ids of uploads of this try and of earlier ones that were refused

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        hint = _("Any kind of file, several at once. %(most)s MB each at most.")
        self.fields["uploads"].help_text = filled(hint, most=self.largest)
        if hasattr(self.data, "getlist"):
            self.kept = tuple(self.data.getlist("kept"))

    @property
    def largest(self) -> int:
        """How many megabytes a file may have."""
        return settings.LIFECYCLE.upload_megabytes

    def keep(self, by: "User") -> None:
        """Keep what was sent with this try. Raises Invalid, which names each file that cannot be kept; TooMany.

        What else is wrong with the form is found before, so that one answer says it all.
        """
        wrong: list[object] = []
        for each in () if "uploads" in self.errors else self.cleaned_data["uploads"]:
            try:
                self.kept += (str(keep_upload(by=by, file=each).pk),)
            except Invalid as refusal:
                wrong += [
                    f"{clean_name(each.name or '')}: {sentence}"
                    for faults in refusal.errors.values()
                    for sentence in faults
                ]
        try:
            attachable(by, self.kept)
        except Invalid as refusal:
            wrong += refusal.errors["files"]
        if wrong:
            raise Invalid(errors={"uploads": wrong})

    def attached(self, by: "User") -> "list[Upload]":
        """What is kept so far, to show it again."""
        return own_files(by, self.kept)
