"""What users chose: channels, quiet hours, unsubscribing."""
