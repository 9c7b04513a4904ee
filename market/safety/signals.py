"""Signals of reports and blocks, for the apps above."""

from django.dispatch import Signal

user_blocked = Signal()  # blocker, blocked: the one blocked the other, in the running transaction
user_unblocked = Signal()  # blocker, blocked: the block was lifted
reported = Signal()  # report: a Report that was made just now
report_kept = Signal()  # report: a Report that a moderator puts on watch
report_closed = Signal()  # report: a Report that a moderator closed
