"""Forms with files: what was sent is kept before anything is refused, so that a refusal loses none of it.

With script (files/static/files/fields.js) files go up part by part as soon as they are chosen, and the form brings ids;
without, it brings the bytes.
"""

from io import BytesIO
from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from market.core.base.errors import Invalid, filled
from market.core.text.formats import MEGABYTE
from market.core.web.forms import Form
from market.files.access import MOST_FILES, UnknownFiles, attachable, own_files
from market.files.actions import forget_upload, keep_upload
from market.files.names import clean_name
from market.files.reading import open_at
from market.runtime.spool import FILES_AT_ONCE

if TYPE_CHECKING:
    from market.accounts.models import User
    from market.files.models import Upload

PICTURES = "image/jpeg,image/png,image/webp,image/gif"
MOST_READ = 16 * MEGABYTE  # more than any field of one file takes


class ResumingInput(forms.FileInput):
    """A file input whose files go up as soon as they are chosen; `sent` is one that is there already."""

    sent: "Upload | None" = None
    resumes = True  # False where another script sends its files
    larger = 0  # megabytes of a file that comes for a purpose (`files.purposes`)

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """With the largest size; what is sent already need not be chosen."""
        context: dict[str, Any] = super().get_context(name, value, attrs)
        attributes = context["widget"]["attrs"]
        attributes["data-largest"] = (self.larger or settings.LIFECYCLE.upload_megabytes) * MEGABYTE
        if self.resumes:
            attributes.setdefault("data-resumes", "")
        if self.sent:
            attributes.pop("required", None)
        return context


class ManyFilesInput(ResumingInput):
    """A file input that takes several. With script, what is too large is said before it is sent."""

    allow_multiple_selected = True

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """With the limits, as the script needs them."""
        context: dict[str, Any] = super().get_context(name, value, attrs)
        most = self.larger or settings.LIFECYCLE.upload_megabytes
        over = _(
            "Choose %(files)s files at most, of %(most)s MB each at most, and not more than %(together)s MB at once."
        )
        context["widget"]["attrs"] |= {
            "data-most": MOST_FILES,
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

    In the view, inside `refusing()`: `form.keep(by)`, then the action with `file_ids=form.upload_ids`.
    """

    uploads = ManyFilesField(label=_("Files"))

    upload_ids: tuple[str, ...] = ()  # of uploads of this try and of earlier ones that were refused
    shrinks = ""  # "offered": photos are made smaller on the device, if their sender does not want the original

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        hint = _("Any kind of file, several at once. %(most)s MB each at most.")
        self.fields["uploads"].help_text = filled(hint, most=self.largest)
        if self.shrinks:
            self.fields["uploads"].widget.attrs["data-shrinks"] = self.shrinks
        if hasattr(self.data, "getlist"):
            self.upload_ids = tuple(self.data.getlist("kept"))

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
                self.upload_ids += (str(keep_upload(by=by, file=each).pk),)
            except Invalid as refusal:
                wrong += [
                    f"{clean_name(each.name or '')}: {sentence}"
                    for faults in refusal.errors.values()
                    for sentence in faults
                ]
        try:
            attachable(by, self.upload_ids)
        except Invalid as refusal:
            wrong += refusal.errors["files"]
        if wrong:
            raise Invalid(errors={"uploads": wrong})

    def attached(self, by: "User") -> "list[Upload]":
        """What is kept so far, to show it again."""
        return own_files(by, self.upload_ids)


class OneFileInput(ResumingInput):
    """An input of one file, or of the id of an upload; a page that comes back has it as a ticked field."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        """The file that came with the form, else an id."""
        return super().value_from_datadict(data, files, name) or data.get(name)


class OneFileField(forms.FileField):
    """One file, or the id of an upload of who sends the form, which is an OneFileForm.

    `shrinks`: "always" for pictures that are made smaller on the device; `resumes`: "page" for what may not stay there.
    """

    widget = OneFileInput
    by: "User | None" = None

    def __init__(self, *, accept: str = PICTURES, shrinks: str = "", resumes: str = "", **kwargs: Any) -> None:
        attrs = {"accept": accept, "data-shrinks": shrinks, "data-resumes": resumes}
        super().__init__(widget=OneFileInput(attrs=attrs), **kwargs)

    def clean(self, data: Any, initial: Any = None) -> Any:
        """The file, as Django has one that came with the form. Raises ValidationError."""
        if not isinstance(data, str) or not data:
            return super().clean(data or None, initial)
        uploads = own_files(self.by, [data]) if self.by else []
        if not uploads:
            raise ValidationError(UnknownFiles.sentence)
        self.widget.sent = uploads[0]
        with open_at(uploads[0].file) as stored:
            content = BytesIO(stored.read(MOST_READ))
        return super().clean(UploadedFile(content, uploads[0].name, size=uploads[0].size), initial)


class OneFileForm(Form):
    """A form with fields of one file, `by` a person. In the view, after the action: `form.forget_sent()`."""

    def __init__(self, *args: Any, by: "User", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self._files():
            field.by = by

    def _files(self) -> list[OneFileField]:
        return [each for each in self.fields.values() if isinstance(each, OneFileField)]

    def keep_sent(self) -> None:
        """What came with the form need not be chosen again when its page comes back. Raises Invalid, TooMany."""
        for name, field in self.fields.items():
            file = self.cleaned_data.get(name) if isinstance(field, OneFileField) and self.is_bound else None
            if file and field.by and field.widget.sent is None:  # type: ignore[attr-defined]
                file.seek(0)
                field.widget.sent = keep_upload(by=field.by, file=file)  # type: ignore[attr-defined]

    def forget_sent(self) -> None:
        """What was sent before the form, and is used by now, is not kept."""
        for field in self._files():
            if field.widget.sent is not None:
                forget_upload(field.widget.sent.pk)
