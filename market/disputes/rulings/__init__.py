"""The moderators of a dispute: rulings, appeals, corrections, and their desk."""
