"""Questions under a job, and their answers."""
