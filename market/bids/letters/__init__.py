"""Saved cover letters of freelancers."""
