"""Writing and reading notifications, and their types."""
