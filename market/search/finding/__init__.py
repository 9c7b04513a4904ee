"""Finding: queries, their execution by an engine, ranking, and results."""
