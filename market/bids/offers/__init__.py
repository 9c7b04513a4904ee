"""Direct offers, and the terms that every bid and offer has."""
