"""Pages of staff: tasks, and the access log in sentences."""
