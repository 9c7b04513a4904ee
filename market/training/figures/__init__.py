"""Public figures of the programme: how far people came, counted in blocks from which nobody can be found out."""
