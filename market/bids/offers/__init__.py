"""Direct offers, and the terms of bids and offers."""
