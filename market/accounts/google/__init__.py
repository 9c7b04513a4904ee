"""Signing in and up by Google, and the Google account of a user. The protocol is allauth's; what follows from who came
back is decided here.

Others call `google_of` and `has_other_way` of `accounts`.
"""
