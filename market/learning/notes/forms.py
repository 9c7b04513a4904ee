"""The form of a note."""

from django import forms
from django.utils.translation import gettext_lazy as _

from market.core.web.forms import Form, TextField
from market.learning.notes.actions import NOTE_LENGTH


class NoteForm(Form):
    """A note, and upon which revision it was written."""

    text = TextField(
        most=NOTE_LENGTH, lines=5, required=False, label=_("My note"), help_text=_("Nobody but you reads it.")
    )
    based_on = forms.IntegerField(min_value=0, max_value=2**31 - 1, required=False, widget=forms.HiddenInput)
    is_merged = forms.BooleanField(required=False, label=_("The other text is not needed any more"))
