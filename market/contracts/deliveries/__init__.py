"""What was delivered: read by both parties, its files one by one or as one archive."""
