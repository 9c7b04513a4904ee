"""Held money for the freelancer: approved, given by silence, or on the last day of holding."""
