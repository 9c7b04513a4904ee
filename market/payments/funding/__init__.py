"""A client's money for milestones, from the Checkout page to the hold."""
