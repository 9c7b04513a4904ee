"""Forms of a portfolio: works, their pictures and links."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from market.core.web.forms import Form, TextField
from market.profiles.portfolio.actions import TEXT_LENGTH, TITLE_LENGTH
from market.profiles.portfolio.links import LONGEST_LINK, MOST_LINKS, sites

KINDS = {"accept": "image/jpeg,image/png,image/webp,image/gif"}


class PictureForm(Form):
    """A picture of her work."""

    picture = forms.FileField(label=_("Picture"), widget=forms.FileInput(attrs=KINDS))
    title = TextField(most=TITLE_LENGTH, max_length=300, label=_("What it shows"))


class FaceForm(Form):
    """The picture beside her name."""

    picture = forms.FileField(label=_("Picture beside your name"), widget=forms.FileInput(attrs=KINDS))


class TitleForm(Form):
    """Another title."""

    title = TextField(most=TITLE_LENGTH, max_length=300, label=_("What it shows"))


class CaseForm(Form):
    """A work in words."""

    title = TextField(most=TITLE_LENGTH, max_length=300, label=_("What it is"))
    text = TextField(most=TEXT_LENGTH, max_length=8 * TEXT_LENGTH, lines=6, required=False, label=_("What you did"))
    links = TextField(
        most=MOST_LINKS * LONGEST_LINK, lines=3, required=False, label=_("Links to it, each on a line of its own")
    )

    @property
    def sites(self) -> str:
        """Where linked works may stand."""
        return sites()

    def clean_links(self) -> list[str]:
        """The lines that say something."""
        return [line.strip() for line in self.cleaned_data["links"].splitlines() if line.strip()]

    def said(self) -> dict[str, Any]:
        """What the action takes."""
        return dict(self.cleaned_data)
