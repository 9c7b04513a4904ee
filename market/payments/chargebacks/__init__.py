"""Payments that a client's bank takes back, and what we answer."""
