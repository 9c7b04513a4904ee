"""The two sides of a dispute: claim, answer, evidence, offers, deadlines."""
