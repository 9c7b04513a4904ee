"""Hosts on which live rooms and recordings may be, which officers keep."""
