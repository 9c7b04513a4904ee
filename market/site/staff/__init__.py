"""The home of staff: tasks, and what was done and looked at, in words."""
