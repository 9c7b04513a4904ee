"""Refunding held money to the client, and ending a contract early."""
