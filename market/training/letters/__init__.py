"""Letters with claim codes, and sheets to print."""
