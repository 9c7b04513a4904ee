"""Leaving late work: the client gives notice to cancel, and what is held goes back if nothing is delivered by then."""
