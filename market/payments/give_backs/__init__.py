"""Giving back, of the freelancer's own will, money that was released to them."""
