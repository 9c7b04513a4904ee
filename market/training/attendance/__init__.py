"""Attendance: marks from sources kept apart, and what counts."""
