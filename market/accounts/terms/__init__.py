"""Agreement to terms and privacy notice."""
