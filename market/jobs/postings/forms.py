"""The form of a job, with its questions."""

import re
from typing import TYPE_CHECKING, Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from market.core.base.money import Money
from market.core.web.forms import AmountField, TextField, WholeNumberField, amount_text, typed_before
from market.core.web.row_forms import FormWithRows, RowForm, RowFormSet
from market.files.forms import AttachingForm
from market.jobs.forms import PaidForm
from market.jobs.models import Job
from market.jobs.postings.details import (
    DESCRIPTION_LENGTH,
    MAX_DAYS,
    MAX_QUESTIONS,
    MAX_SKILLS,
    MOST_INVITEES,
    QUESTION_LENGTH,
    TITLE_LENGTH,
    JobDetails,
    QuestionDraft,
    budget_range_errors,
)
from market.profiles.forms import SkillsField
from market.profiles.models import Profile
from market.training.forms import TopicField

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from market.accounts.models import User

PROFILE_ID = re.compile(r"[0-9]{1,9}", re.ASCII)
AMOUNT = pgettext_lazy("budget", "Amount")
TOO_MANY_SKILLS = _("Choose %(most)s skills at most.")


class QuestionRow(RowForm):
    """A question to everybody who bids."""

    question = TextField(most=QUESTION_LENGTH, required=False)
    required = forms.BooleanField(required=False, initial=True, label=_("An answer is needed to bid"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["question"].label = _("Question %(number)s") % {"number": int(self.prefix or 0) + 1}


class InviteesField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]  # Django has none when it runs
    """Freelancers to invite when the job is published, each with a tick."""

    def __init__(self) -> None:
        super().__init__(
            Profile.objects.none(),
            label=_("Invited when you publish the job"),
            required=False,
            widget=forms.CheckboxSelectMultiple,
        )

    def label_from_instance(self, profile: Any) -> str:
        """The name that the freelancer shows."""
        return str(profile.user.shown_name)

    def clean(self, value: Any) -> Any:
        """Those that can still be seen: who went away meanwhile is left out, without an error."""
        shown = {str(profile.pk) for profile in self.queryset or ()}
        return super().clean([pk for pk in value or [] if pk in shown])


QuestionFormSet = forms.formset_factory(QuestionRow, formset=RowFormSet, max_num=MAX_QUESTIONS)


class JobForm(AttachingForm, PaidForm, FormWithRows):
    """A job with its questions and files."""

    shrinks = "offered"

    title = TextField(most=TITLE_LENGTH, max_length=400, label=_("Title"))
    description = TextField(most=DESCRIPTION_LENGTH, lines=9, label=_("What is to be done"))
    topic = TopicField(empty_label=_("Choose"))
    skills = SkillsField()
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
    budget_min = AmountField(label=pgettext_lazy("budget", "From"), required=False)
    budget_max = AmountField(label=pgettext_lazy("budget", "Up to"), required=False)
    duration_days = WholeNumberField(
        label=_("To be done within"),
        min_value=1,
        max_value=MAX_DAYS,
        error_messages=dict.fromkeys(("required", "invalid"), _("Write the number of days, for example 10.")),
    )
    visibility = forms.ChoiceField(
        label=_("Who may see the job"),
        choices=[
            (Job.Visibility.ALL, _("Everybody: all graduates can find it and bid")),
            (Job.Visibility.INVITED, _("Only those that you invite")),
        ],
        widget=forms.RadioSelect,
        initial=Job.Visibility.ALL,
    )

    invitees = InviteesField()

    def __init__(self, *args: Any, by: "User | AnonymousUser", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.questions = self.add_rows("questions", QuestionFormSet)
        rows = Profile.objects.public_to(by).filter(pk__in=self._chosen_profiles()).select_related("user")
        self.fields["invitees"].queryset = rows  # type: ignore[attr-defined]  # nobody else stands in the form
        self.initial["invitees"] = list(rows)

    def _chosen_profiles(self) -> list[int]:
        """The ids in the form; what is no id is left out."""
        typed = self.data if self.is_bound else typed_before.get()
        chosen = typed.getlist("invitees") if isinstance(typed, QueryDict) else self.initial.get("invitees", [])
        return [int(pk) for pk in map(str, chosen) if PROFILE_ID.fullmatch(pk)][:MOST_INVITEES]

    def clean(self) -> dict[str, Any]:
        """Check the budget: a range needs both ends, a fixed amount sets both, an offer none."""
        fields = self.cleaned_data
        budget = fields["budget"] = fields.get("budget") or Job.Budget.RANGE
        if budget == Job.Budget.OFFER:
            fields["budget_min"] = fields["budget_max"] = None
            for name in ("budget_min", "budget_max"):
                self.errors.pop(name, None)
            return fields
        if budget == Job.Budget.FIXED:
            self["budget_min"].label = AMOUNT
            self.errors.pop("budget_max", None)
            fields["budget_max"] = fields.get("budget_min")
        for name in ("budget_min", "budget_max") if budget == Job.Budget.RANGE else ("budget_min",):
            if fields.get(name) is None and name not in self.errors:
                self.add_error(name, _("Give an amount, or choose that freelancers make you an offer."))
        if not {"budget_min", "budget_max", "currency"} & set(self.errors):  # shown together with the other errors
            ends = [Money(fields[name], fields["currency"]) for name in ("budget_min", "budget_max")]
            for name, fault in budget_range_errors(ends[0], ends[1]):
                self.add_error(name if budget == Job.Budget.RANGE else "budget_min", fault)
        return fields

    def clean_skills(self) -> Any:
        """At most as many as a job can have."""
        chosen = self.cleaned_data["skills"]
        if len(chosen) > MAX_SKILLS:
            raise forms.ValidationError(TOO_MANY_SKILLS, params={"most": MAX_SKILLS})
        return chosen

    def add_error_at(self, path: str, message: str) -> None:
        """Shows "questions.0.text" at the `question` of the first row that is not blank."""
        rows, number, name = [*path.split("."), "", ""][:3]
        is_text = rows == "questions" and name == "text"
        super().add_error_at(f"questions.{number}.question" if is_text else path, message)

    @property
    def asks(self) -> bool:
        """Whether there is a question, or an error in one."""
        return any(row.is_filled("question") for row in self.questions)

    def details(self) -> JobDetails:
        """The details of the job; call it on a valid form only."""
        fields = self.cleaned_data
        low, high, currency = fields["budget_min"], fields["budget_max"], fields["currency"]
        return JobDetails(
            **{name: fields[name] for name in ("title", "description", "duration_days", "visibility")},
            topic=fields["topic"].slug,
            skills=tuple(skill.slug for skill in fields["skills"]),
            budget_min=None if low is None else Money(low, currency),
            budget_max=None if high is None else Money(high, currency),
            currency=currency,
            questions=tuple(
                QuestionDraft(row.cleaned_data["question"], row.cleaned_data["required"])
                for row in self.questions.filled()
            ),
            files=self.upload_ids,
            invitees=tuple(profile.pk for profile in fields["invitees"]),
        )


def initial_of(job: Job) -> dict[str, Any]:
    """The initial values of the form for a job."""
    details = JobDetails.of(job)
    names = ("title", "description", "topic", "skills", "duration_days", "visibility")
    return {
        **{name: getattr(details, name) for name in names},
        "budget": job.budget,
        "budget_min": amount_text(job.budget_min_amount),
        "budget_max": "" if job.budget == Job.Budget.FIXED else amount_text(job.budget_max_amount),
        "currency": job.currency,
        "invitees": details.invitees,
        "questions": [{"question": each.text, "required": each.required} for each in details.questions],
    }
