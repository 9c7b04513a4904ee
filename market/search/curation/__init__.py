"""Officers edit what search understands: the names of topics and skills, and what people say who want a skill."""
