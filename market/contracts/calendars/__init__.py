"""Deadlines as an iCalendar feed."""
