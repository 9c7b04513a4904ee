"""Demonstration data: generated from one seed, bilingual, plausible; nothing in it is about a real person."""
