"""Certificates: their numbers, codes, seals and sheets."""
