"""A client's profile."""
