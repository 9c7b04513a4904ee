"""Forms of grievances."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from market.accounts.models import User
from market.core.text.bangla import language_of
from market.core.web.forms import Form, TextField
from market.files.forms import AttachingForm, ManyFilesField
from market.training.certificates.forms import code_input
from market.training.grievances.codes import new_code
from market.training.grievances.person_actions import FILES_TELL, TEXT_LENGTH, Account, submit_grievance
from market.training.grievances.queries import people_to_name
from market.training.models import Batch, ClassSession, Grievance

KINDS = [("", _("Choose")), *Grievance.Kind.choices]


class NameBoxes(forms.CheckboxSelectMultiple):
    """Names of people to tick, each marked with its language."""

    def create_option(self, name: str, value: Any, label: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """An option."""
        option = super().create_option(name, value, label, *args, **kwargs)
        option["attrs"]["lang"] = language_of(str(label))
        return option


class PeopleField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """People to tick by their names."""

    widget = NameBoxes

    def label_from_instance(self, person: Any) -> str:
        """What stands in the list."""
        return str(person.shown_name)


class GrievanceForm(AttachingForm):
    """A new grievance, by somebody who is signed in or by anybody."""

    shrinks = "offered"
    kind = forms.ChoiceField(choices=KINDS, label=_("What is it about?"))
    text = TextField(
        most=TEXT_LENGTH,
        max_length=12000,
        lines=6,
        label=_("What happened"),
        help_text=_("When and where, who was there, what you would like to happen. As much as you want to say."),
    )
    people = PeopleField(
        User.objects.none(),
        required=False,
        label=_("Is it about one of these officers?"),
        help_text=_("Whom you tick never sees it. Who teaches your batch does not see it in any case."),
    )
    anonymous = forms.ChoiceField(
        choices=[("no", _("With my name: the answer comes to my account")), ("yes", _("Without my name"))],
        widget=forms.RadioSelect,
        initial="no",
        label=_("Your name"),
        help_text=_("Without your name nobody can find out that it was you: you get a number and a code to come back."),
    )
    uploads = ManyFilesField(label=_("Files"))
    batch = forms.ModelChoiceField(Batch.objects.all(), required=False, widget=forms.HiddenInput)
    session = forms.ModelChoiceField(
        ClassSession.objects.select_related("batch"), required=False, widget=forms.HiddenInput
    )
    code = forms.CharField(max_length=40, required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, by: User | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by = by
        self.fields["people"].queryset = people_to_name(None)  # type: ignore[attr-defined]  # a choice of rows
        self.initial.setdefault("code", new_code())
        if by is None:
            del self.fields["anonymous"], self.fields["uploads"]

    @property
    def is_anonymous(self) -> bool:
        """Whether it is sent without a name."""
        return self.by is None or self.cleaned_data.get("anonymous") == "yes"

    def clean(self) -> dict[str, Any]:
        """Files tell whose they are."""
        sent = super().clean() or {}
        if self.is_anonymous and (sent.get("uploads") or self.upload_ids):
            self.add_error("uploads", FILES_TELL)
        return sent

    def submit(self) -> Grievance:
        """The grievance. Raises as the action."""
        sent, by = self.cleaned_data, None if self.is_anonymous else self.by
        if by is not None:
            self.keep(by)
        account = Account(
            sent["kind"], sent["text"], sent["batch"], sent["session"], sent["people"], self.upload_ids if by else ()
        )
        return submit_grievance(by=by, account=account, code=sent["code"])


class GrievanceCodeForm(Form):
    """The number and the code of a grievance."""

    number = forms.CharField(max_length=20, label=_("Number of the grievance"), widget=code_input("GR-7K3M92"))
    code = forms.CharField(max_length=40, label=_("Code"), widget=code_input("7K3M-92PX-4TQH-8WZC"))


class GrievanceTextForm(Form):
    """What somebody writes about a grievance."""

    text = TextField(most=TEXT_LENGTH, max_length=12000, lines=4, label=_("Your message"))


class ReplyForm(GrievanceTextForm):
    """What the office writes."""

    answers = forms.BooleanField(
        required=False,
        label=_("This is the answer"),
        help_text=_("Then the person is content, or asks for another officer within days."),
    )


class PeopleForm(Form):
    """Whom a grievance is about."""

    people = PeopleField(User.objects.none(), required=False, label=_("Whom it is about"))

    def __init__(self, *args: Any, grievance: Grievance, **kwargs: Any) -> None:
        super().__init__(*args, initial={"people": grievance.people.all()}, **kwargs)
        self.fields["people"].queryset = people_to_name(grievance.batch)  # type: ignore[attr-defined]
