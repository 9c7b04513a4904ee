"""Forms of the bank of briefs."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from market.accounts.models import User
from market.core.web.forms import Form, TextField, WholeNumberField
from market.training.briefs.actions import (
    MOST_HOURS,
    SHORT_LENGTH,
    TEXT_LENGTH,
    TITLE_LENGTH,
    BriefDetails,
    kept_topics,
)
from market.training.models import Brief, Topic


class TopicFilter(Form):
    """Briefs of a topic."""

    topic = forms.ModelChoiceField(
        Topic.objects.all(), to_field_name="slug", required=False, label=_("Topic"), empty_label=_("Any")
    )


class BriefForm(Form):
    """A brief, in both languages."""

    topic = forms.ModelChoiceField(Topic.objects.none(), label=_("Topic"))
    title_bn = TextField(most=TITLE_LENGTH, label=_("Title in Bangla"))
    title_en = TextField(most=TITLE_LENGTH, label=_("Title in English"))
    text_bn = TextField(most=TEXT_LENGTH, lines=5, label=_("Who wants what, in Bangla"))
    text_en = TextField(most=TEXT_LENGTH, lines=5, label=_("Who wants what, in English"))
    deliverables_bn = TextField(most=SHORT_LENGTH, lines=3, label=_("What is to be delivered, in Bangla"))
    deliverables_en = TextField(most=SHORT_LENGTH, lines=3, label=_("What is to be delivered, in English"))
    quality_bn = TextField(most=SHORT_LENGTH, lines=3, required=False, label=_("What good work looks like, in Bangla"))
    quality_en = TextField(most=SHORT_LENGTH, lines=3, required=False, label=_("What good work looks like, in English"))
    hours = WholeNumberField(min_value=1, max_value=MOST_HOURS, label=_("Hours of work"))
    level = forms.ChoiceField(choices=Brief.Level.choices, label=_("How hard it is"))

    def __init__(self, *args: Any, by: User, brief: Brief | None = None, **kwargs: Any) -> None:
        if brief is not None:
            kwargs["initial"] = {name: getattr(brief, name) for name in self.base_fields}
        super().__init__(*args, **kwargs)
        keys = [each.pk for each in kept_topics(by)]
        self.fields["topic"].queryset = Topic.objects.filter(pk__in=keys)  # type: ignore[attr-defined]  # rows

    @property
    def details(self) -> BriefDetails:
        """What was typed, for the action."""
        return BriefDetails(**self.cleaned_data)
