"""A trainer's day: classes, what waits, who falls behind, and the batches at a glance."""
