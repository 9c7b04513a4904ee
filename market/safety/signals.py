"""What apps above hear of reports and blocks."""

from django.dispatch import Signal

parted = Signal()  # blocker, blocked: two people who are kept apart from now on, in the running transaction
reunited = Signal()  # blocker, blocked: a block between them was taken back
reported = Signal()  # report: a Report that was made just now
report_kept = Signal()  # report: a Report that a moderator keeps in sight
report_closed = Signal()  # report: a Report that a moderator closed
