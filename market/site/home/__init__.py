"""A user's home: tasks, first steps, earnings."""
