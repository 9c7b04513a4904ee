"""Writing, publishing and changing a job."""
