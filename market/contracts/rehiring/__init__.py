"""A direct offer that begins with what a contract was."""
