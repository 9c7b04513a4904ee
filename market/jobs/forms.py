"""Forms of jobs."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from market.core.base.money import Money
from market.core.web.forms import AmountField, Form, TextField, WholeNumberField
from market.files.forms import AttachingForm
from market.jobs.invitations.actions import REASON_LENGTH, WORDS_LENGTH
from market.jobs.models import Invitation, Job
from market.jobs.postings.details import (
    DESCRIPTION_LENGTH,
    MOST_DAYS,
    MOST_QUESTIONS,
    MOST_SKILLS,
    QUESTION_LENGTH,
    TITLE_LENGTH,
    Ask,
    JobDetails,
    range_faults,
)
from market.profiles.models import Skill
from market.training.models import Topic

TooManySkills = _("Choose %(most)s skills at most.")
CURRENCY_NAMES = {"USD": _("dollars ($)"), "BDT": _("taka (৳)")}
SIGNS = {"USD": "$", "BDT": "৳"}


class JobForm(AttachingForm):
    """All that a client says about a job, and files to it."""

    title = TextField(most=TITLE_LENGTH, max_length=400, label=_("Title"))
    description = TextField(most=DESCRIPTION_LENGTH, lines=9, label=_("What is to be done"))
    topic = forms.ModelChoiceField(
        Topic.objects.none(), to_field_name="slug", label=_("Topic"), empty_label=_("Choose")
    )
    skills = forms.ModelMultipleChoiceField(
        Skill.objects.none(), to_field_name="slug", required=False, label=_("Skills")
    )
    budget = forms.ChoiceField(
        label=_("Budget"),
        choices=[
            (Job.Budget.RANGE, _("A range: from … to …")),
            (Job.Budget.FIXED, _("A fixed amount")),
            (Job.Budget.OFFER, _("I do not know: make me an offer")),
        ],
        widget=forms.RadioSelect,
        initial=Job.Budget.RANGE,
        required=False,
    )
    budget_min = AmountField(label=_("Amount, or from"), required=False)
    budget_max = AmountField(label=_("Up to (range)"), required=False)
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
        for row in range(MOST_QUESTIONS):
            self.fields[f"question_{row}"] = TextField(
                most=QUESTION_LENGTH, required=False, label=_("Question %(number)s") % {"number": row + 1}
            )
            self.fields[f"required_{row}"] = forms.BooleanField(
                required=False, initial=True, label=_("She must answer it to bid")
            )

    def clean(self) -> dict[str, Any]:
        """A range has two ends, a fixed amount is one; who wants offers gives none."""
        given = self.cleaned_data
        kind = given["budget"] = given.get("budget") or Job.Budget.RANGE
        if kind == Job.Budget.OFFER:
            given["budget_min"] = given["budget_max"] = None
            for name in ("budget_min", "budget_max"):
                self.errors.pop(name, None)
            return given
        if kind == Job.Budget.FIXED:
            self.errors.pop("budget_max", None)
            given["budget_max"] = given.get("budget_min")
        for name in ("budget_min", "budget_max") if kind == Job.Budget.RANGE else ("budget_min",):
            if given.get(name) is None and name not in self.errors:
                self.add_error(name, _("Give an amount, or choose that freelancers make you an offer."))
        if not {"budget_min", "budget_max", "currency"} & set(self.errors):  # said at once with all else that is wrong
            ends = [Money(given[name], given["currency"]) for name in ("budget_min", "budget_max")]
            for name, fault in range_faults(ends[0], ends[1]):
                self.add_error(name if kind == Job.Budget.RANGE else "budget_min", fault)
        return given

    def clean_skills(self) -> Any:
        """At most as many as a job can have."""
        chosen = self.cleaned_data["skills"]
        if len(chosen) > MOST_SKILLS:
            raise forms.ValidationError(TooManySkills, params={"most": MOST_SKILLS})
        return chosen

    @property
    def sign(self) -> str:
        """The currency's sign where there is only one to choose."""
        return SIGNS[settings.STRIPE_CURRENCIES[0]] if len(settings.STRIPE_CURRENCIES) == 1 else ""

    def question_rows(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """The questions' fields, row by row."""
        return [(self[f"question_{row}"], self[f"required_{row}"]) for row in range(MOST_QUESTIONS)]

    @property
    def asks(self) -> bool:
        """Whether a question is written, or wrong."""
        return any(text.value() or text.errors for text, _must in self.question_rows())

    def _asked(self, given: dict[str, Any]) -> Iterator[Ask]:
        for row in range(MOST_QUESTIONS):
            text, required = given[f"question_{row}"], given[f"required_{row}"]
            if text:
                yield Ask(text, required)

    def details(self) -> JobDetails:
        """The job as described; the form is valid."""
        given = self.cleaned_data
        low, high, currency = given["budget_min"], given["budget_max"], given["currency"]
        return JobDetails(
            **{name: given[name] for name in ("title", "description", "duration_days", "visibility")},
            topic=given["topic"].slug,
            skills=tuple(skill.slug for skill in given["skills"]),
            budget_min=None if low is None else Money(low, currency),
            budget_max=None if high is None else Money(high, currency),
            currency=currency,
            questions=tuple(self._asked(given)),
            files=self.kept,
        )


def initial_of(job: Job) -> dict[str, Any]:
    """What a job says, as the form shows it."""
    details = JobDetails.of(job)
    kept = ("title", "description", "topic", "skills", "duration_days", "visibility")
    return {
        **{name: getattr(details, name) for name in kept},
        "budget": job.budget,
        "budget_min": _plain(job.budget_min_amount),
        "budget_max": "" if job.budget == Job.Budget.FIXED else _plain(job.budget_max_amount),
        "currency": job.currency,
        **{f"question_{row}": each.text for row, each in enumerate(details.questions)},
        **{f"required_{row}": each.required for row, each in enumerate(details.questions)},
    }


def _plain(amount: Decimal | None) -> str:
    return "" if amount is None else f"{amount:f}".removesuffix(".00")


class DeclineForm(Form):
    """Why she does not bid."""

    why = forms.ChoiceField(label=_("Why"), choices=Invitation.Why, widget=forms.RadioSelect)
    reason = TextField(most=REASON_LENGTH, lines=3, required=False, label=_("In your own words"))


class InviteForm(Form):
    """To which job, and the client's words to her."""

    job = WholeNumberField(label=_("Job"), min_value=1)
    words = TextField(most=WORDS_LENGTH, lines=2, required=False, label=_("A few words to her"))


class TalkForm(Form):
    """About which job, if about one."""

    job = WholeNumberField(label=_("Job"), min_value=1, required=False)
