"""Reminders of a milestone's deadlines: how long before each one, to whom, and with what words."""
