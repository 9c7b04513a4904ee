"""News for search and alerts, sent after an action and received in the same transaction."""

from django.dispatch import Signal

profile_changed = Signal()  # sent with user_id
job_changed = Signal()  # sent with job_id
