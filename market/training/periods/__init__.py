"""Days without classes and the months of Ramadan, which officers keep, beside the public holidays with a fixed date."""
