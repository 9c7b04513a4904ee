"""A freelancer's money on its way to their bank."""
