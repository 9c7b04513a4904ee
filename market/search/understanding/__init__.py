"""What a query means: skills, places, preferences and text, out of words in three writings."""
