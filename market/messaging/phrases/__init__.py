"""Words to begin a message with: the phrase book in both languages, and a user's own quick replies."""
