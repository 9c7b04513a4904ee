"""Debts of freelancers: what they earn next pays them, before it can be paid out."""
