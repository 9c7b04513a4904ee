"""News for upper apps, sent in the transaction of the action."""

from django.dispatch import Signal

hold_thawed = Signal()  # sent with milestone and by: its clocks stood still for so long, and run again
hold_taken = Signal()  # sent with milestone: the client's bank took what was held of it, or a part
terms_changed = Signal()  # sent with milestone: its amount changed, or it waits for no money any more
