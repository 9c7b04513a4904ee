"""Objections of trainees to what counts of their attendance; officers decide."""
