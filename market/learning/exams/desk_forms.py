"""Forms of those who run exams: set one, give somebody more time, cancel it. Days and times are those of Bangladesh."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from market.accounts.models import User
from market.core.text.formats import format_number
from market.core.text.locale import language
from market.core.web.forms import ClockField, DayField, Form, TextField, WholeNumberField
from market.core.web.row_forms import FormWithRows, RowForm, RowFormSet
from market.learning.exams.actions import LIMITS, MOST_RULES, ExamTerms, RuleTerms
from market.learning.exams.desk_queries import Stock, trainees_for_time
from market.learning.exams.models import REASON_LENGTH, Exam
from market.learning.questions.models import Question
from market.training.classes.forms import NameSelect
from market.training.models import Batch

NUMBERS = {
    "minutes": _("Minutes to answer"),
    "pass_percent": _("Per cent needed to pass"),
    "tries": _("Tries"),
    "retake_days": _("Days between two tries"),
    "grace_hours": _("Hours in which answers may still arrive"),
    "outage_minutes": _("Lost minutes that are returned at once"),
}
DEFAULTS = {"minutes": 45, "pass_percent": 50, "tries": 1, "retake_days": 7, "grace_hours": 24, "outage_minutes": 60}
TIMES = ("opens", "closes")


class PaperRow(RowForm):
    """So many questions of a lesson and a difficulty."""

    count = WholeNumberField(label=_("How many questions"))
    lesson = forms.ChoiceField(required=False, label=_("Of the lesson"))
    difficulty = forms.TypedChoiceField(
        coerce=int,
        empty_value=None,
        required=False,
        choices=[("", _("Any")), *Question.Difficulty.choices],
        label=_("How hard"),
    )

    def __init__(self, *args: Any, lessons: Sequence[tuple[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["lesson"].choices = [("", _("Any")), *lessons]  # type: ignore[attr-defined]


PaperFormSet = forms.formset_factory(PaperRow, formset=RowFormSet, max_num=MOST_RULES)


class SetExamForm(FormWithRows):
    """An exam of a course, with the rules of its paper."""

    batch = forms.TypedChoiceField(coerce=int, empty_value=None, required=False, label=_("For"))
    opens_day = DayField(label=_("Open from this day"))
    opens_clock = ClockField(label=_("Open from this time"))
    closes_day = DayField(label=_("Open until this day"))
    closes_clock = ClockField(label=_("Open until this time"))

    def __init__(
        self,
        *args: Any,
        by: User,
        batches: Sequence[Batch],
        lessons: Sequence[tuple[str, Any]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        choices: list[tuple[Any, Any]] = [(each.pk, f"{each.code} · {each.district.name}") for each in batches]
        for_all = [("", _("All trainees and graduates"))] if by.has_role(User.Role.OFFICER) else []
        field = self.fields["batch"]
        field.choices, field.required = [*for_all, *choices], not for_all  # type: ignore[attr-defined]
        for name, label in NUMBERS.items():
            least, most = LIMITS[name]
            self.fields[name] = WholeNumberField(min_value=least, max_value=most, initial=DEFAULTS[name], label=label)
        self.paper = self.add_rows("rules", PaperFormSet, form_kwargs={"lessons": lessons})

    def add_error_at(self, path: str, message: str) -> None:
        """What is wrong with an instant stands at its day; what is wrong with the whole paper, at its first row."""
        if path in ("opens_at", "closes_at"):
            path = path.replace("_at", "_day")
        super().add_error_at(path, message)

    @property
    def terms(self) -> ExamTerms:
        """What was typed."""
        sent, zone = self.cleaned_data, ZoneInfo(settings.TIME_ZONE)
        opens, closes = (datetime.combine(sent[f"{each}_day"], sent[f"{each}_clock"], zone) for each in TIMES)
        return ExamTerms(opens_at=opens, closes_at=closes, **{name: sent[name] for name in NUMBERS})

    @property
    def rules(self) -> list[RuleTerms]:
        """The rows that were filled."""
        return [RuleTerms(**row.cleaned_data) for row in self.paper.filled()]


def lesson_choices(stocks: Sequence[Stock], titles: dict[str, str]) -> list[tuple[str, str]]:
    """The lessons of which the bank has questions, with how many."""
    numbers = {each.lesson: format_number(each.all, language()) for each in stocks}
    return [(slug, f"{titles.get(slug, slug)} ({number})") for slug, number in numbers.items()]


class _TraineeField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """The choice of a trainee."""

    def label_from_instance(self, user: Any) -> str:
        """What stands in the list."""
        return str(user.shown_name)


class ExtraTimeForm(Form):
    """More minutes for somebody: chosen from the batch, or named by address where the exam is for all."""

    minutes = WholeNumberField(min_value=1, max_value=LIMITS["minutes"][1], label=_("Minutes more"))
    reason = TextField(most=REASON_LENGTH, lines=3, label=_("Reason"), help_text=_("Those who run the exam read it."))

    field_order = ("user", "minutes", "reason")

    def __init__(self, *args: Any, exam: Exam, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if exam.batch is not None:
            rows = trainees_for_time(exam.batch)
            self.fields["user"] = _TraineeField(rows, widget=NameSelect, label=_("Trainee"), empty_label=_("Choose"))
        else:
            self.fields["user"] = forms.EmailField(label=_("Email address of the person"))
        self.order_fields(self.field_order)

    def clean_user(self) -> User:
        """The person. Raises ValidationError where there is none of this address."""
        sent = self.cleaned_data["user"]
        user = sent if isinstance(sent, User) else User.objects.filter(email__iexact=sent, is_active=True).first()
        if user is None:
            raise forms.ValidationError(_("This person cannot sit the exam."))
        return user


class CancelExamForm(Form):
    """Why an exam is cancelled."""

    reason = TextField(
        most=REASON_LENGTH, lines=3, label=_("Reason"), help_text=_("Everybody who can sit the exam reads it.")
    )


class LostTimeForm(Form):
    """How much more lost time is returned."""

    minutes = WholeNumberField(min_value=0, label=_("Minutes that you return"), help_text=_("0: none."))
    answer = TextField(most=REASON_LENGTH, lines=3, label=_("Reason"), help_text=_("The trainee reads it."))
