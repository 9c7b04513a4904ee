"""Forms of a portfolio: works, their pictures and links."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from market.core.web.forms import Form, TextField
from market.profiles.portfolio.actions import TEXT_LENGTH, TITLE_LENGTH
from market.profiles.portfolio.links import MAX_LINK_LENGTH, MAX_LINKS, site_names

ACCEPTED_TYPES = {"accept": "image/jpeg,image/png,image/webp,image/gif"}


class PictureForm(Form):
    """A picture of a work."""

    picture = forms.FileField(label=_("Picture"), widget=forms.FileInput(attrs=ACCEPTED_TYPES))
    title = TextField(most=TITLE_LENGTH, max_length=300, label=_("What it shows"))


class FaceForm(Form):
    """The profile's picture."""

    picture = forms.FileField(label=_("Picture beside your name"), widget=forms.FileInput(attrs=ACCEPTED_TYPES))


class TitleForm(Form):
    """Another title."""

    title = TextField(most=TITLE_LENGTH, max_length=300, label=_("What it shows"))


class CaseForm(Form):
    """A work without its pictures."""

    title = TextField(most=TITLE_LENGTH, max_length=300, label=_("What it is"))
    text = TextField(most=TEXT_LENGTH, max_length=8 * TEXT_LENGTH, lines=6, required=False, label=_("What you did"))
    links = TextField(
        most=MAX_LINKS * MAX_LINK_LENGTH, lines=3, required=False, label=_("Links to it, each on a line of its own")
    )

    @property
    def sites(self) -> str:
        """The names of the allowed sites."""
        return site_names()

    def clean_links(self) -> list[str]:
        """The lines that are not empty."""
        return [line.strip() for line in self.cleaned_data["links"].splitlines() if line.strip()]

    def changes(self) -> dict[str, Any]:
        """The arguments of `change_case`."""
        return dict(self.cleaned_data)
