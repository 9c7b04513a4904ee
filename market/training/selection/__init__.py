"""Who gets a place in a phase: by a published rule, and by lot among equals."""
