"""Appeals against measures."""
