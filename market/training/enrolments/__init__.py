"""Places in batches: offered, taken, given up, moved."""
