"""Graduating: what a certificate needs, who is ready, issuing by that rule, and named exceptions from it."""
