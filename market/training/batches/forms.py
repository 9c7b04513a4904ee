"""The form of a new batch, and fields that choose one."""

from django import forms
from django.utils.translation import gettext_lazy as _

from market.core.web.forms import DayField, Form, TextField
from market.training.forms import DistrictField, TopicField
from market.training.models import Batch


class BatchField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A batch, named with its topic and district."""

    def label_from_instance(self, batch: Batch) -> str:
        """What stands in the list."""
        return f"{batch.code} · {batch.topic.name} · {batch.district.name}"


class BatchForm(Form):
    """A batch that is to be recorded."""

    code = TextField(
        most=40, max_length=40, label=_("Code"), help_text=_("Short and without spaces, such as RAN-GD-7.")
    )
    topic = TopicField(empty_label=_("Choose"))
    district = DistrictField(empty_label=_("Choose"))
    started_on = DayField(label=_("First day"))
    ended_on = DayField(label=_("Last day"))
