"""Batches of graduates, and what became of them."""
