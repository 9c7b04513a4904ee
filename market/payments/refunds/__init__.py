"""Held money back to the client, and the early end of a contract."""
