"""The rules of the list: which questions and which weak answers come onto it, and until when it is worked through."""

from datetime import timedelta

RECENT = timedelta(days=21)  # so long before the class, or today, an answered question still comes onto the list
LEAST_ANSWERS = 5  # so many trainees have answered a check question before it says anything
WEAK_PERCENT = 40  # of them wrong, the first time
SETTLE_UNTIL = timedelta(days=7)  # after the class, what was gone over in it can still be settled
MOST_OPEN = 3  # of one trainee
MOST_SHOWN = 60
