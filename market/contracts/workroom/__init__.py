"""A contract and its milestones: making, working, delivering, and where things stand."""
