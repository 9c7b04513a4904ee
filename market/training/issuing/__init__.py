"""Issuing and revoking by two officers, and the officers' pages."""
