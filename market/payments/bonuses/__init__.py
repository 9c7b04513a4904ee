"""Bonuses: a client thanks the freelancer with money, after a release, with no work attached to it."""
