"""The log of a contract, and finished work as everybody may see it."""
