"""Open Badges of passed exams: made by their owner's choice, signed as those of certificates are."""
