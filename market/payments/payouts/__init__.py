"""Payouts of a freelancer's money to their bank."""
