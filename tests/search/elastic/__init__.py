"""The search engine, on a real node."""
