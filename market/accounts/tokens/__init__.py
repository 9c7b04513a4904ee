"""Tokens of programs: scopes, ends, and who calls the API."""
