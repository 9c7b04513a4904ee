"""Users: joining, sides, roles, and what keeps somebody from trading."""
