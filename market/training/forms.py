"""The choice of a topic and of a district, for the forms of this and other apps."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from market.training.models import District, Topic


class TopicField(forms.ModelChoiceField):  # type: ignore[type-arg]  # Django has no arguments for it when it runs
    """The choice of a topic."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(Topic.objects.all(), to_field_name="slug", label=_("Topic"), **kwargs)


class DistrictField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """The choice of a district."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(District.objects.all(), to_field_name="slug", label=_("District"), **kwargs)
