"""Phrases known from scams."""
