"""What a dollar is in taka, by which pages estimate: rates that the operator enters, each with its day and source."""
