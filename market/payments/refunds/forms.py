"""The form to end a contract early."""

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from market.contracts.models import Milestone
from market.core.web.forms import AmountField, Form, TextField


class EndForm(Form):
    """End early: for each milestone that holds money, how much of it is released ("release_12")."""

    def __init__(self, data: Any = None, *, held: list[Milestone], **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.held = held
        self.in_currency = held[0].currency if held else ""
        for milestone in held:
            self.fields[f"release_{milestone.pk}"] = AmountField(label=_("Release to her"), initial="0.00")
        self.fields["note"] = TextField(
            most=1000, lines=3, required=False, label=_("Why?"), help_text=_("The other side reads this.")
        )

    def shares(self) -> dict[int, Decimal]:
        """The amounts to release by milestone id; the form must be valid."""
        return {each.pk: self.cleaned_data[f"release_{each.pk}"] for each in self.held}

    def add_error_at(self, path: str, message: str) -> None:
        """Shows an error at "split.0.release" at the field of the first milestone."""
        fields = {f"split.{place}.release": f"release_{each.pk}" for place, each in enumerate(self.held)}
        super().add_error_at(fields.get(path, path), message)
