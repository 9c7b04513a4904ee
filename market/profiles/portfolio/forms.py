"""Forms of a portfolio: works, their pictures and links."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from market.core.web.forms import Form, TextField
from market.files.forms import OneFileField, OneFileForm
from market.profiles.portfolio.actions import TEXT_LENGTH, TITLE_LENGTH
from market.profiles.portfolio.links import MAX_LINK_LENGTH, MAX_LINKS, site_names


class PictureForm(OneFileForm):
    """A picture of a work."""

    picture = OneFileField(label=_("Picture"), shrinks="always")
    title = TextField(most=TITLE_LENGTH, max_length=300, label=_("What it shows"))


class FaceForm(OneFileForm):
    """The profile's picture."""

    picture = OneFileField(label=_("Picture beside your name"), shrinks="always")


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
