"""The form for a host of live rooms."""

from django.utils.translation import gettext_lazy as _

from market.core.web.forms import Form, TextField
from market.training.rooms.actions import NAME_LENGTH


class RoomHostForm(Form):
    """A host that officers allow."""

    host = TextField(
        most=500,
        label=_("Host"),
        help_text=_("The end of the addresses: all that end so are allowed with it."),
    )
    name = TextField(most=NAME_LENGTH, label=_("As people call it"))
