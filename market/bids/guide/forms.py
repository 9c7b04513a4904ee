"""What a client asks the guide about."""

from typing import Any

from django import forms

from market.core.base.money import paid_currencies
from market.core.web.forms import Form
from market.profiles.forms import SkillsField
from market.training.forms import TopicField


class GuideForm(Form):
    """The topic of a job, its skills and its currency: the site's first where none is chosen."""

    topic = TopicField()
    skills = SkillsField()
    currency = forms.ChoiceField(choices=lambda: [(each, each) for each in paid_currencies()], required=False)

    def clean_currency(self) -> Any:
        """The chosen currency, or the first."""
        return self.cleaned_data["currency"] or paid_currencies()[0]
