"""Signals of files, for the apps above."""

from django.dispatch import Signal

preview_made = Signal()  # upload: pictures of it were made just now, in the running transaction
