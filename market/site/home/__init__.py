"""A person's home: tasks, steps, earnings."""
