"""Forms of drafts. What is typed into a lesson or a question is saved with its faults; the forms refuse only sizes."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from market.core.web.forms import Form, TextField
from market.files.forms import OneFileField, OneFileForm
from market.learning.courses.course_files import SUMMARY_LENGTH, TITLE_LENGTH

MOST_TEXT, MOST_ALT = 60_000, 500
PICTURES = "image/svg+xml,image/png,image/jpeg,image/webp"
ALT = _("What it shows, for who does not see it. It is read aloud.")
ALT_MISSING = _("Say in both languages what the picture shows.")


class EditionForm(Form):
    """Of a row with an edition; `over` is the edition that somebody chose to overwrite, having seen it."""

    edition = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    over = forms.IntegerField(min_value=0, required=False, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        """With the edition that is replaced."""
        sent = self.cleaned_data
        if (over := sent.pop("over", None)) is not None:
            sent["edition"] = over
        return sent


class DraftTitlesForm(EditionForm):
    """Title and summary of a course."""

    title_en = TextField(most=TITLE_LENGTH, label=_("Title in English"))
    title_bn = TextField(most=TITLE_LENGTH, label=_("Title in Bangla"))
    summary_en = TextField(most=SUMMARY_LENGTH, lines=4, label=_("Summary in English"))
    summary_bn = TextField(most=SUMMARY_LENGTH, lines=4, label=_("Summary in Bangla"))


class DraftModuleForm(EditionForm):
    """The title of a module."""

    title_en = TextField(most=TITLE_LENGTH, label=_("Title in English"))
    title_bn = TextField(most=TITLE_LENGTH, label=_("Title in Bangla"))


class NewLessonForm(EditionForm):
    """The title of a new lesson."""

    title_en = TextField(most=TITLE_LENGTH, label=_("Title in English"))
    title_bn = TextField(most=TITLE_LENGTH, label=_("Title in Bangla"))


class ArrangeForm(Form):
    """What is moved or removed: a module by its number, or a lesson by its slug."""

    edition = forms.IntegerField(min_value=0)
    act = forms.ChoiceField(choices=[(each, each) for each in ("up", "down", "remove")])
    module = forms.IntegerField(min_value=1, required=False)
    lesson = forms.SlugField(required=False)

    def clean(self) -> dict[str, Any]:
        """One of both is named."""
        sent = self.cleaned_data
        if not sent.get("module") and not sent.get("lesson"):
            self.add_error("module", _("Say what is moved."))
        return sent


class SubmitDraftForm(Form):
    """Submit a draft; `anyway` where others have published a version since it was begun."""

    anyway = forms.BooleanField(required=False)


class DraftLessonForm(OneFileForm, EditionForm):
    """The text of a lesson in both languages, and perhaps a picture that is put into it."""

    text_en = TextField(most=MOST_TEXT, lines=24, required=False, label=_("In English"))
    text_bn = TextField(most=MOST_TEXT, lines=24, required=False, label=_("In Bangla"))
    picture = OneFileField(
        required=False,
        accept=PICTURES,
        resumes="page",
        label=_("Picture"),
        help_text=_("SVG, PNG, JPEG or WebP, at most 100 KB."),
    )
    picture_bn = OneFileField(
        required=False,
        accept=PICTURES,
        resumes="page",
        label=_("Picture for the Bangla text"),
        help_text=_("Only where the picture holds words: the same one with Bangla words."),
    )
    alt_en = TextField(most=MOST_ALT, required=False, label=_("What it shows, in English"), help_text=ALT)
    alt_bn = TextField(most=MOST_ALT, required=False, label=_("What it shows, in Bangla"))
    at_en = forms.IntegerField(min_value=0, required=False, widget=forms.HiddenInput)
    at_bn = forms.IntegerField(min_value=0, required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for language in ("en", "bn"):
            area = self.fields[f"text_{language}"]
            area.widget.attrs |= {"lang": language, "spellcheck": "true"}
            self.fields[f"alt_{language}"].widget.attrs["lang"] = language

    def clean(self) -> dict[str, Any]:
        """Who adds a picture says what it shows."""
        sent = super().clean()
        if sent.get("picture"):
            for name in [each for each in ("alt_en", "alt_bn") if not sent.get(each)]:
                self.add_error(name, ALT_MISSING)
        elif sent.get("picture_bn"):
            self.add_error("picture", _("Choose the picture for the English text too."))
        return sent
