"""What one side asks of the other: changes, more time, an early end."""
