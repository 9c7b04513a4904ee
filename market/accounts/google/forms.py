"""The form of a new account of somebody whom Google knows."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from market.accounts.forms import NameField, SignUpForm, side_of
from market.core.text.names import first_name
from market.core.web.forms import Form


class JoinForm(SignUpForm, Form):
    """What signing up asks, without what Google has said: address and password."""

    display_name = NameField(label=_("The name that others see"))
    field_order = ["side", "name", "display_name", "consent"]

    def __init__(self, *args: Any, name: str, place: str, **kwargs: Any) -> None:
        """`name` is the one at Google, `place` the page for which the account is needed."""
        super().__init__(*args, initial={"name": name, "display_name": first_name(name) if name else ""}, **kwargs)
        self.fields["name"].help_text = _("It stays private.")
        self.fields["side"].initial = side_of(place)
