"""A contract's money on paper, and movements as sentences."""
