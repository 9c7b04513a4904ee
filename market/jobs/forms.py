"""Forms of jobs."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from market.core.forms import AmountField, Form, TextField, WholeNumberField
from market.core.money import Money
from market.jobs.details import DESCRIPTION_LENGTH, MOST_DAYS, TITLE_LENGTH, JobDetails
from market.jobs.models import Job
from market.profiles.models import Skill
from market.training.models import Topic

CURRENCY_NAMES = {"USD": _("dollars ($)"), "BDT": _("taka (৳)")}
SIGNS = {"USD": "$", "BDT": "৳"}


class JobForm(Form):
    """All that a client says about a job."""

    title = TextField(most=TITLE_LENGTH, max_length=400, label=_("Title"))
    description = TextField(most=DESCRIPTION_LENGTH, lines=9, label=_("What is to be done"))
    topic = forms.ModelChoiceField(
        Topic.objects.none(), to_field_name="slug", label=_("Topic"), empty_label=_("Choose")
    )
    skills = forms.ModelMultipleChoiceField(
        Skill.objects.none(), to_field_name="slug", required=False, label=_("Skills")
    )
    budget_min = AmountField(label=_("Budget from"))
    budget_max = AmountField(label=_("to"))
    currency = forms.ChoiceField(label=_("Paid in"))
    duration_days = WholeNumberField(label=_("To be done within"), min_value=1, max_value=MOST_DAYS)
    visibility = forms.ChoiceField(
        label=_("Who may see the job"),
        choices=[
            (Job.Visibility.ALL, _("Everybody: all graduates can find it and bid")),
            (Job.Visibility.INVITED, _("Only those that you invite")),
        ],
        widget=forms.RadioSelect,
        initial=Job.Visibility.ALL,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["topic"].queryset = Topic.objects.all()  # type: ignore[attr-defined]  # choices by model
        self.fields["skills"].queryset = Skill.objects.all()  # type: ignore[attr-defined]
        self.fields["currency"].choices = [(code, CURRENCY_NAMES[code]) for code in settings.STRIPE_CURRENCIES]  # type: ignore[attr-defined]
        if len(settings.STRIPE_CURRENCIES) == 1:
            self.fields["currency"].widget = forms.HiddenInput()
            self.fields["currency"].initial = settings.STRIPE_CURRENCIES[0]

    @property
    def sign(self) -> str:
        """The currency's sign where there is only one to choose."""
        return SIGNS[settings.STRIPE_CURRENCIES[0]] if len(settings.STRIPE_CURRENCIES) == 1 else ""

    def details(self) -> JobDetails:
        """The job as described; the form is valid."""
        given = dict(self.cleaned_data)
        currency = given.pop("currency")
        return JobDetails(
            **{
                **given,
                "topic": given["topic"].slug,
                "skills": tuple(skill.slug for skill in given["skills"]),
                "budget_min": Money(given["budget_min"], currency),
                "budget_max": Money(given["budget_max"], currency),
            }
        )


def initial_of(job: Job) -> dict[str, Any]:
    """What a job says, as the form shows it."""
    details = JobDetails.of(job)
    kept = ("title", "description", "topic", "skills", "duration_days", "visibility")
    return {
        **{name: getattr(details, name) for name in kept},
        "budget_min": f"{job.budget_min_amount:f}".removesuffix(".00"),
        "budget_max": f"{job.budget_max_amount:f}".removesuffix(".00"),
        "currency": job.currency,
    }


class InviteForm(Form):
    """To which job."""

    job = WholeNumberField(label=_("Job"), min_value=1)


class TalkForm(Form):
    """About which job, if about one."""

    job = WholeNumberField(label=_("Job"), min_value=1, required=False)
