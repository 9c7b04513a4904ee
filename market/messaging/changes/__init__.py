"""What members do with a message that is there: edit, delete for themselves, react, pin."""
