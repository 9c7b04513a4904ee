"""Classes that are made up: their recording, then three check questions about it."""
