"""Signals for search, alerts and webhooks, sent after an action and received in the same transaction."""

from django.dispatch import Signal

certificate_claimed = Signal()  # sent with user, in the transaction of the claim; again when it is claimed again
profile_changed = Signal()  # sent with user_id
job_changed = Signal()  # sent with job_id
service_changed = Signal()  # sent with service_id
# Sent by Profile, ClientProfile, Job or Service with pk (of a profile the user's): what lists sort and filter by.
figures_changed = Signal()
course_published = Signal()  # sent with version_id: everybody reads it from now on
exams_decided = Signal()  # sent with user_ids: their exams may be passed, or not any more
captions_changed = Signal()  # sent with course_id: what is said in one of its videos
milestone_funded = Signal()  # sent with milestone, locked: its money is held from now on
trace_seen = Signal()  # sent with user, kind ("device", "payment"), mark: what another account may share
presence_hidden = Signal()  # sent with user: from now on nobody sees whether they are here
account_erased = Signal()  # sent with email and phone ("": none): what the user had until now
