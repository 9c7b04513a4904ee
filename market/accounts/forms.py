"""Forms of an account."""

import re
from typing import Any

from django import forms
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from market.accounts.middleware import zone_in_cookie
from market.accounts.models import User
from market.accounts.people.name_actions import MAX_LENGTH, NAME_LENGTH, suggested_name
from market.accounts.tokens.scopes import SCOPES
from market.core.base.time_zones import zone_choices
from market.core.text.bangla import language_of
from market.core.text.contact import without_contact
from market.core.web import clients
from market.core.web.forms import Form, TextField

WORK = re.compile(r"/claim/|/jobs/\d+/")  # pages to which somebody goes who wants to work
LEARN, LEARNER = re.compile(r"/apply/|/applications/|/course/"), "learner"  # who wants to learn has no side yet


def side_of(place: str) -> str:
    """The choice of who signs up in order to go to a page; "" where there is none."""
    if LEARN.match(place):
        return LEARNER
    return "" if not place else User.Side.FREELANCER if WORK.match(place) else User.Side.CLIENT


class SignUpForm(forms.Form):
    """What signing up asks beside the address and the password."""

    side = forms.ChoiceField(
        label=_("What brings you here?"),
        choices=[
            (User.Side.CLIENT, _("I want to hire")),
            (User.Side.FREELANCER, _("I am a graduate with a certificate, and want to work")),
            (LEARNER, _("I want to learn: a course that is free")),
        ],
        widget=forms.RadioSelect,
    )
    name = TextField(
        label=_("Your name"),
        most=100,
        max_length=300,
        validators=[without_contact],
        help_text=_("It stays private. Others see the name that you choose to show: to begin with, your given name."),
    )
    consent = forms.BooleanField(label=_("I agree to the terms and the privacy notice."))
    field_order = ["side", "name", "email", "password1", "consent"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["label_suffix"] = ""
        super().__init__(*args, **kwargs)
        self.fields["name"].widget.attrs["autocomplete"] = "name"
        request = clients.request_at_hand()
        self.fields["side"].initial = side_of(request.GET.get(REDIRECT_FIELD_NAME, "") if request else "")

    def clean_side(self) -> str:
        """The side of the account: "" for who wants to learn."""
        side: str = self.cleaned_data["side"]
        return "" if side == LEARNER else side

    def signup(self, request: HttpRequest, user: User) -> None:
        """Called by allauth with the new person; the adapter has taken all of it."""


READ_IN_BANGLA = _("People who read the site in Bangla see this name.")
READ_IN_ENGLISH = _("People who read the site in English see this name.")

IF_EMPTY = _("If it is empty, they see the other one.")


class NameField(TextField):
    """A public name."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(most=NAME_LENGTH, max_length=MAX_LENGTH, validators=[without_contact], **kwargs)


def names_of(user: User) -> dict[str, str | bool]:
    """The initial values of NamesForm for a user."""
    suggestion = suggested_name(user)
    return {
        "display_name": user.display_name,
        "other_name": user.other_name or suggestion,
        "suggestion": suggestion,
        "is_asked": user.is_name_asked,
    }


class NamesForm(Form):
    """The public name in both scripts; `initial` is of `names_of`."""

    display_name: TextField = NameField()
    other_name = NameField(required=False)
    is_right = forms.BooleanField(label=_("The spelling is right: show it"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = self.fields["display_name"], self.fields["other_name"]
        is_bangla = language_of(self.initial["display_name"]) == "bn"
        bangla, latin = names if is_bangla else names[::-1]
        bangla.label, bangla.help_text = _("Your name in Bangla letters"), READ_IN_BANGLA
        latin.label, latin.help_text = _("Your name in English letters"), READ_IN_ENGLISH
        other = self.fields["other_name"]
        other.help_text = f"{other.help_text} {IF_EMPTY}"

    @property
    def suggestion(self) -> str:
        """The name in the other script that the user may confirm; "" where there is none."""
        return str(self.initial["suggestion"])

    def clean(self) -> dict[str, Any]:
        """What was suggested counts only once its owner says that it is right, whatever else is saved."""
        cleaned = super().clean() or self.cleaned_data
        is_right = cleaned.pop("is_right", False)
        if self.suggestion and cleaned.get("other_name") == self.suggestion and not is_right:
            cleaned["other_name"] = ""
        is_renamed = cleaned.get("display_name") != self.initial["display_name"]
        if is_renamed and cleaned.get("other_name") == self.initial["other_name"]:  # it was that of the old name
            cleaned["other_name"] = ""
        return cleaned


class SettingsForm(NamesForm):
    """What users may change about their accounts."""

    name = TextField(
        label=_("Your full name"),
        most=100,
        max_length=300,
        help_text=_("Private: only you and the site's staff see it."),
    )
    language = forms.ChoiceField(
        label=_("Language"), choices=[("bn", "বাংলা"), ("en", "English")], widget=forms.RadioSelect
    )
    digits = forms.ChoiceField(label=_("Digits on Bangla pages"), choices=User.Digits.choices, widget=forms.RadioSelect)
    time_zone = forms.ChoiceField(
        label=_("Your time zone"),
        help_text=_("All times on pages, in mails and in calendars are told by it. People you work with see its city."),
    )
    is_presence_hidden = forms.BooleanField(
        label=_("Do not show others when I am here"),
        help_text=_(
            "In conversations you then do not see “here now” beside others either. "
            "Others are not told when a message has reached you."
        ),
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        request = clients.request_at_hand()
        device = zone_in_cookie(request) if request else ""
        self.fields["time_zone"].choices = zone_choices(self.initial["time_zone"], device)  # type: ignore[attr-defined]


class PasswordField(forms.CharField):
    """The account's password."""

    def __init__(self) -> None:
        widget = forms.PasswordInput(attrs={"autocomplete": "current-password"})
        super().__init__(label=_("Your password"), max_length=200, strip=False, widget=widget)


class AddressForm(Form):
    """A new address, and the password."""

    email = forms.EmailField(label=_("New e-mail address"), max_length=254)
    password = PasswordField()


class CloseForm(Form):
    """Closing the account: the password, and a confirmation."""

    password = PasswordField()
    understood = forms.BooleanField(label=_("I have read what goes and what stays."))


class TokenForm(Form):
    """A token: for what, what it may do, for how long."""

    name = TextField(label=_("Name"), most=60, max_length=200, help_text=_("What it is for: the program's name."))
    scopes = forms.MultipleChoiceField(
        label=_("What it may do"),
        choices=list(SCOPES.items()),
        widget=forms.CheckboxSelectMultiple,
    )
    days = forms.TypedChoiceField(
        label=_("Valid for"),
        coerce=int,
        choices=[(7, _("7 days")), (30, _("30 days")), (90, _("90 days")), (365, _("a year"))],
        initial=90,
    )
