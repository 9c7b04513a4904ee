"""Forms of the steps of an application."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from market.core.web.forms import Form, TextField, WholeNumberField
from market.training.applications.queries import districts_of, topics_of
from market.training.applications.step_actions import MOST_TOPICS, NAME_LENGTH, NUMBER_LENGTH
from market.training.applications.steps import Step
from market.training.certificates.forms import code_input
from market.training.forms import DistrictField
from market.training.models import Application, Phase, Topic

WISHES = (
    pgettext_lazy("a topic", "First wish"),
    pgettext_lazy("a topic", "Second wish"),
    pgettext_lazy("a topic", "Third wish"),
)


class StepForm(Form):
    """The form of a step: what it shows first, and what it gives the action."""

    def __init__(self, data: Any, *, phase: Phase, application: Application | None) -> None:
        self.phase, self.application = phase, application
        super().__init__(data, initial=self.values_of(application) if application else {})

    def values_of(self, application: Application) -> dict[str, Any]:
        """What was saved before."""
        return {name: getattr(application, name) for name in self.base_fields}

    @property
    def values(self) -> dict[str, Any]:
        """What was typed, as the action takes it."""
        return dict(self.cleaned_data)


class DistrictForm(StepForm):
    """Step 1."""

    district = DistrictField(empty_label=_("Choose"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = sorted(districts_of(self.phase), key=lambda each: each.name)
        field = self.fields["district"]
        # Only those of the phase are shown; of another one the action says what is wrong.
        field.widget.choices = [("", _("Choose")), *((each.slug, each.name) for each in rows)]

    def values_of(self, application: Application) -> dict[str, Any]:
        """What was saved before."""
        return {"district": application.district.slug if application.district else ""}


class CertificateForm(StepForm):
    """Step 2."""

    number = TextField(
        most=NUMBER_LENGTH,
        label=_("Number of the earlier certificate"),
        help_text=_(
            "It stands on the certificate beside “Certificate No.” or “Serial No.”. Bangla digits, small letters and "
            "spaces are fine."
        ),
        widget=code_input("DWCT-TAN-2016-012"),
    )
    name = TextField(
        most=NAME_LENGTH,
        label=_("Your name on that certificate"),
        help_text=_("In English or Bangla letters, as the certificate has it."),
    )

    def values_of(self, application: Application) -> dict[str, Any]:
        """What was saved before."""
        return {"number": application.certificate_number, "name": application.certificate_name}


class TopicsForm(StepForm):
    """Step 3: as many choices as the district has topics, three at most."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offered = topics_of(self.phase, self.application.district if self.application else None)
        options = [(each.slug, each.name) for each in self.offered]
        for at, label in enumerate(WISHES[: min(len(self.offered), MOST_TOPICS)], start=1):
            choices = [("", _("Choose") if at == 1 else _("No further wish")), *options]
            self.fields[f"topic_{at}"] = forms.CharField(
                required=at == 1, label=label, widget=forms.Select(choices=choices)
            )
            if len(options) == 1:
                self.initial.setdefault("topic_1", options[0][0])

    def values_of(self, application: Application) -> dict[str, Any]:
        """What was saved before."""
        return {f"topic_{each.rank}": each.topic.slug for each in application.wishes.select_related("topic")}

    @property
    def values(self) -> dict[str, Any]:
        """The topics in order; gaps are closed. A slug that is none stays out: nobody chose it from the list."""
        slugs = [slug for slug in self.cleaned_data.values() if slug]
        by_slug = Topic.objects.in_bulk(slugs, field_name="slug")
        return {"topics": [by_slug[slug] for slug in slugs if slug in by_slug]}

    def add_error_at(self, path: str, message: str) -> None:
        """`topics.1` of the action is the second choice that was filled."""
        filled = [name for name, slug in self.cleaned_data.items() if slug]
        start, _dot, at = path.partition(".")
        super().add_error_at(filled[int(at)] if start == "topics" and at else "topic_1", message)


class DeviceForm(StepForm):
    """Step 4."""

    device = forms.ChoiceField(
        choices=Application.Device, label=_("With what will you take part?"), widget=forms.RadioSelect
    )
    connection = forms.ChoiceField(
        choices=Application.Connection, label=_("How is your internet?"), widget=forms.RadioSelect
    )
    weekly_hours = WholeNumberField(
        label=_("Hours for the course in a week"),
        help_text=_("Live classes take about five hours, practice as much again. Write what is really possible."),
    )


class ConsentForm(StepForm):
    """Step 5."""

    agrees = forms.BooleanField(
        label=_("I agree, and what I wrote is true."),
        error_messages={"required": _("Without your consent the application cannot be sent.")},
    )

    def values_of(self, application: Application) -> dict[str, Any]:
        """What was saved before."""
        return {"agrees": application.consented_at is not None}


FORMS: dict[Step, type[StepForm]] = {
    Step.DISTRICT: DistrictForm,
    Step.CERTIFICATE: CertificateForm,
    Step.TOPICS: TopicsForm,
    Step.DEVICE: DeviceForm,
    Step.CONSENT: ConsentForm,
}


def step_line(now: Step | None, missing: Sequence[Step]) -> list[dict[str, str]]:
    """The steps as `stitch_line` draws them."""
    return [
        {"title": str(step.label), "state": "now" if step == now else "todo" if step in missing else "done"}
        for step in Step
    ]
