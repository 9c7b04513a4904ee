"""Forms of the profiles."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from market.core.base.money import CURRENCIES, Money
from market.core.web.forms import AmountField, Form, TextField
from market.profiles.clients.countries import country_choices
from market.profiles.freelancers.actions import TEXT_LIMITS
from market.profiles.models import Profile, Skill
from market.training.forms import DistrictField, TopicField
from market.training.models import Topic


def _text_field(name: str, label: Any, **more: Any) -> TextField:
    most, stored = TEXT_LIMITS[name]
    return TextField(most=most, max_length=stored, label=label, **{"required": False, **more})


class SkillsField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]  # Django has none when it runs
    """The choice of skills."""

    def __init__(self) -> None:
        super().__init__(Skill.objects.all(), to_field_name="slug", required=False, label=_("Skills"))


def skill_groups(form: Form) -> list[dict[str, Any]]:
    """The skills of the form's page by topic; `open` are the form's topic and those with a chosen skill."""
    chosen = {str(slug) for slug in form["skills"].value() or []}
    groups: list[dict[str, Any]] = []
    for topic in Topic.objects.prefetch_related("skills"):
        skills = list(topic.skills.all())
        count = sum(skill.slug in chosen for skill in skills)
        is_open = bool(count) or topic.slug == str(form["topic"].value())
        groups.append({"topic": topic, "skills": skills, "chosen": chosen, "count": count, "open": is_open})
    return groups


class ProfileForm(Form):
    """A freelancer's profile without its pictures."""

    display_name = _text_field("display_name", _("Name that clients see"), required=True)
    headline_bn = _text_field("headline_bn", _("Headline in Bangla"))
    headline_en = _text_field("headline_en", _("Headline in English"))
    story_bn = _text_field("story_bn", _("About your work, in Bangla"), lines=6)
    story_en = _text_field("story_en", _("About your work, in English"), lines=6)
    topic = TopicField(empty_label=None)
    skills = SkillsField()
    rate = AmountField(required=False, label=_("Your work starts at"))
    currency = forms.ChoiceField(choices=[("BDT", _("taka (৳)")), ("USD", _("dollars ($)"))], label=_("Currency"))
    availability = forms.ChoiceField(
        choices=Profile.Availability.choices, widget=forms.RadioSelect, label=_("Can you take work now?")
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
        levels = [("", _("Level not said")), *Profile.Level.choices]
        for code, language in Profile.Language.choices:
            self.fields[f"level_{code}"] = forms.ChoiceField(choices=levels, required=False, label=language)

    def language_rows(self) -> list[tuple[Any, Any]]:
        """Each language's tick box with the field of its level."""
        return [(box, self[f"level_{box.data['value']}"]) for box in self["languages"]]

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
        "display_name": profile.user.display_name,
        "topic": profile.topic.slug,
        "district": profile.district.slug,
        "skills": [skill.slug for skill in profile.skills.all()] if profile.pk else [],
        "rate": "" if profile.rate_amount is None else f"{profile.rate_amount:f}",
        "currency": profile.rate_currency if profile.rate_currency in CURRENCIES else "USD",
    }


def _country_choices() -> list[tuple[str, Any]]:
    return [("", _("Not said")), *country_choices()]


class ClientForm(Form):
    """A client's profile."""

    company = TextField(most=120, max_length=300, required=False, label=_("Company or shop"))
    about = TextField(most=1500, max_length=6000, lines=5, required=False, label=_("About you"))
    country = forms.ChoiceField(choices=_country_choices, required=False, label=_("Country"))
    house_rules = TextField(
        most=1500, max_length=6000, lines=5, required=False, label=_("What freelancers should know")
    )
    shows_name = forms.BooleanField(required=False, label=_("Name me in the work history of those who worked for me"))
