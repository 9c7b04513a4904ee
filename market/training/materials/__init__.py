"""Material and tasks of a class, by its trainers."""
