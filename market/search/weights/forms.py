"""The form of the ranking's weights."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from market.core.text.bangla import nfc
from market.core.web.forms import Form, TextField, WholeNumberField
from market.search.finding.ranking import BOUNDS, INPUTS, PROOFS, Weights
from market.search.lists.filters import LONGEST_QUERY
from market.search.weights.actions import REASON_LENGTH
from market.search.weights.preview import MOST_QUERIES

LABELS = {
    "match": _("How exactly the skill fits"),
    "proof": _("Jobs done, reviews and standing"),
    "availability": _("Free for work"),
    "freshness": _("Profile kept up to date"),
    "jobs": _("Jobs done here"),
    "rating": _("Reviews"),
    "standing": _("Standing"),
    "new_every": _("One place in so many is for new graduates"),
}


class RankingForm(Form):
    """The weights, queries to preview them on, and why they are changed."""

    number = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)
    queries = TextField(
        label=_("Preview on these searches"), most=MOST_QUERIES * LONGEST_QUERY, lines=3, required=False
    )
    reason = TextField(
        label=_("Why"),
        most=REASON_LENGTH,
        lines=2,
        required=False,
        help_text=_("All staff read it here. Needed to save."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields |= {
            name: WholeNumberField(label=LABELS[name], min_value=least, max_value=most)
            for name, (least, most) in BOUNDS.items()
        }

    @property
    def inputs(self) -> list[forms.BoundField]:
        """The fields of the inputs of the score."""
        return [self[name] for name in INPUTS]

    @property
    def proofs(self) -> list[forms.BoundField]:
        """The fields of what counts as proof."""
        return [self[name] for name in PROOFS]

    @property
    def weights(self) -> Weights:
        """The weights of a valid form."""
        return Weights(**{name: self.cleaned_data[name] for name in BOUNDS})

    @property
    def query_lines(self) -> list[str]:
        """The searches of a valid form, one in a line."""
        lines = [nfc(line).strip()[:LONGEST_QUERY] for line in self.cleaned_data["queries"].splitlines()]
        return [line for line in lines if line][:MOST_QUERIES]
