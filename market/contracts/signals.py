"""Signals for the apps above, sent in the transaction of the action."""

from django.dispatch import Signal

hold_thawed = Signal()  # sent with milestone and by: its deadlines were stopped for that long, and run again
hold_taken = Signal()  # sent with milestone: a chargeback took its held money, or a part of it
terms_changed = Signal()  # sent with milestone: its amount changed, or it waits for no money any more
