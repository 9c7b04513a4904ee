"""Cases: moderated items, the rules and reports that lead to them, and the moderators' desk."""
