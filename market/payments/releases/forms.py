"""The form to release a part."""

from django.utils.translation import gettext_lazy as _

from market.core.web.forms import AmountField, Form


class ReleasePartForm(Form):
    """Release a part."""

    amount = AmountField(label=_("How much of it?"), help_text=_("The rest stays held for her."))
