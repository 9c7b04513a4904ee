"""Cases: what is looked at, what points to it, and the moderators' desk."""
