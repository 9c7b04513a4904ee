"""Releasing held money to the freelancer: on approval, by silence, or on the last day of holding."""
