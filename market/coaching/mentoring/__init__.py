"""A trainer stands by a freelancer, by the freelancer's consent, and comments on bids before they are sent."""
