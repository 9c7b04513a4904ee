"""Works of a portfolio with their pictures and links."""
