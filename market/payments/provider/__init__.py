"""Stripe: the calls, what it answers, its events, and whether it holds what our books say."""
