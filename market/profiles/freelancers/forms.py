"""Forms of a freelancer's profile, working hours, absences and chosen address."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from market.accounts.forms import NamesForm, names_of
from market.core.base.money import CURRENCIES, Money
from market.core.base.time_zones import HOME_ZONE
from market.core.web.forms import AmountField, DayField, Form, TextField, WholeNumberField, amount_text
from market.profiles.forms import SkillsField
from market.profiles.freelancers.actions import TEXT_LIMITS
from market.profiles.freelancers.hours import MAX_WEEKLY_HOURS, NOTE_LENGTH
from market.profiles.models import Profile
from market.training.forms import DistrictField, TopicField


class HoursForm(Form):
    """Weekly hours."""

    weekly_hours = WholeNumberField(required=False, min_value=1, max_value=MAX_WEEKLY_HOURS, label=_("Hours a week"))


class AwayForm(Form):
    """An absence."""

    away_from = DayField(label=_("First day"))
    away_until = DayField(label=_("Last day"))
    away_note = TextField(
        most=NOTE_LENGTH, max_length=5 * NOTE_LENGTH, lines=3, required=False, label=_("Note to clients")
    )


class IndexingForm(Form):
    """Whether search engines may list the profile."""

    is_indexable = forms.BooleanField(required=False, label=_("Show my profile to search engines"))


class AddressForm(Form):
    """The name in the address of the profile."""

    name = forms.CharField(
        max_length=40,
        label=_("Name in your address"),
        widget=forms.TextInput(attrs={"autocapitalize": "none", "spellcheck": "false", "autocomplete": "off"}),
    )


def _text_field(name: str, label: Any, **more: Any) -> TextField:
    most, stored = TEXT_LIMITS[name]
    return TextField(most=most, max_length=stored, label=label, **{"required": False, **more})


SPELLING_OPEN = _("Clients who read the other script see this name. Tick here if it is right, change it, or empty it.")


class ProfileForm(NamesForm):
    """A freelancer's profile without its pictures."""

    display_name = _text_field("display_name", "", required=True)
    headline_bn = _text_field("headline_bn", _("Headline in Bangla"))
    headline_en = _text_field("headline_en", _("Headline in English"))
    story_bn = _text_field("story_bn", _("About your work, in Bangla"), lines=6)
    story_en = _text_field("story_en", _("About your work, in English"), lines=6)
    topic = TopicField(empty_label=None)
    skills = SkillsField()
    rate = AmountField(required=False, label=_("Your work starts at"))
    currency = forms.ChoiceField(choices=[("BDT", _("taka (৳)")), ("USD", _("dollars ($)"))], label=_("Currency"))
    availability = forms.ChoiceField(
        choices=[
            (Profile.Availability.NOW, _("Yes, I am free now")),
            (Profile.Availability.SOON, _("Soon")),
            (Profile.Availability.BUSY, _("No, not now")),
        ],
        widget=forms.RadioSelect,
        label=_("Can you take work now?"),
    )
    languages = forms.MultipleChoiceField(
        choices=Profile.Language.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        label=_("Languages you can work in"),
    )
    district = DistrictField(empty_label=None)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        levels = [("", _("Choose")), *Profile.Level.choices]
        for code, language in Profile.Language.choices:
            self.fields[f"level_{code}"] = forms.ChoiceField(choices=levels, required=False, label=language)

    def language_rows(self) -> list[tuple[Any, Any]]:
        """Each language's tick box with the field of its level."""
        return [(box, self[f"level_{box.data['value']}"]) for box in self["languages"]]

    def clean(self) -> dict[str, Any]:
        """Whoever publishes is asked once about the suggested second name: they confirm it, write another, or leave
        none."""
        entered = self.cleaned_data
        is_untouched = entered.get("display_name") == self.initial["display_name"]
        is_untouched = is_untouched and entered.get("other_name") == self.suggestion
        is_open = self.suggestion and not self.initial["is_asked"]
        if "publish" in self.data and is_open and is_untouched and not entered.get("is_right"):
            self.add_error("is_right", SPELLING_OPEN)
        return super().clean()

    def clean_rate(self) -> Any:
        """The amount; a rate of nothing is none."""
        return self.cleaned_data["rate"] or None

    def changes(self) -> dict[str, Any]:
        """The arguments of `save_profile`."""
        fields = dict(self.cleaned_data)
        rate, currency = fields.pop("rate"), fields.pop("currency")
        levels = {code: fields.pop(f"level_{code}") for code in Profile.Language.values}
        fields["language_levels"] = {code: level for code, level in levels.items() if level}
        # A language with a level counts as ticked.
        fields["languages"] = [code for code in levels if code in fields["languages"] or levels[code]]
        return {**fields, "skills": list(fields["skills"]), "rate_from": Money(rate, currency) if rate else None}

    def add_error_at(self, path: str, message: str) -> None:
        """The action calls the rate `rate_from`."""
        super().add_error_at("rate" if path == "rate_from" else path, message)


def initial_of(profile: Profile) -> dict[str, Any]:
    """The initial values of the form for a profile."""
    names = ("headline_bn", "headline_en", "story_bn", "story_en", "languages", "availability")
    return {
        **{name: getattr(profile, name) for name in names},
        **{f"level_{code}": level for code, level in profile.language_levels.items()},
        **names_of(profile.user),
        "topic": profile.topic.slug,
        "district": profile.district.slug,
        "skills": [skill.slug for skill in profile.skills.all()] if profile.pk else [],
        "rate": amount_text(profile.rate_amount),
        "currency": _currency_of(profile),
    }


def _currency_of(profile: Profile) -> str:
    """The currency of the price; without one that of where the freelancer lives."""
    if profile.rate_amount is None:
        return "BDT" if profile.user.zone == HOME_ZONE else "USD"
    return profile.rate_currency if profile.rate_currency in CURRENCIES else "USD"
