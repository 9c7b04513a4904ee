"""Forms of the words of a topic and of a skill."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from market.core.web.forms import Form, TextField
from market.search.curation.preview import MOST_QUERIES
from market.search.curation.wording import MOST, Wording
from market.training.forms import TopicField

MOST_TEXT = 8000  # letters of all lines of a field


class LinesField(forms.CharField):
    """Names, phrases or queries, one a line."""

    def __init__(self, *, label: Any, rows: int = 6, **kwargs: Any) -> None:
        widget = forms.Textarea(attrs={"rows": rows})
        super().__init__(label=label, required=False, max_length=MOST_TEXT, widget=widget, **kwargs)


class WordingForm(Form):
    """The words of a topic. `seen` is the version of the words that the page showed."""

    name_en = TextField(most=MOST, max_length=MOST, label=_("Name in English"))
    name_bn = TextField(most=MOST, max_length=MOST, label=_("Name in Bangla"))
    aliases_bn = LinesField(label=_("Other names in Bangla"))
    aliases_en = LinesField(label=_("Other names in Latin letters"))
    queries = LinesField(
        label=_("Try these searches"),
        rows=3,
        help_text=_("One a line. The preview shows what each finds before and after."),
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, wording: Wording | None = None, **kwargs: Any) -> None:
        if wording:
            initial = {name: "\n".join(lines) for name, lines in wording.fields.items()}
            kwargs["initial"] = {**initial, "seen": wording.version, **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)

    @property
    def wording(self) -> Wording:
        """The words of valid data."""
        names = [name for name in self.fields if name.startswith(("name_", "aliases_", "phrases_"))]
        return Wording.typed(**{name: self.cleaned_data[name] for name in names})

    @property
    def tried(self) -> list[str]:
        """The officer's own queries."""
        lines = self.cleaned_data["queries"].splitlines()
        return [line.strip() for line in lines if line.strip()][:MOST_QUERIES]


class SkillForm(WordingForm):
    """The words of a skill: its names, and what people say who want it."""

    phrases_en = LinesField(label=_("What people say in English"))
    phrases_bn = LinesField(label=_("What people say in Bangla"))
    phrases_rm = LinesField(label=_("What people say in Bangla, in Latin letters"))


class NewSkillForm(SkillForm):
    """The words of a new skill, and its topic."""

    topic = TopicField(empty_label=_("Choose"))
