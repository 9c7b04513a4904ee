"""Services as freelancers keep them and everybody sees them."""
