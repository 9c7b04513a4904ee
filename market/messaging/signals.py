"""Signals for the apps above, sent in the transaction of the action."""

from django.dispatch import Signal

message_edited = Signal()  # sent with message: its text is another one
