"""What answers are worth, when all learn of it at once, and what is looked at again."""
