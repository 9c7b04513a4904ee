"""Bids for a job: placing, negotiating, deciding."""
