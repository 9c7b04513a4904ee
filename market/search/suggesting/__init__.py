"""Suggestions while somebody types: skills, topics, districts, people, services, and the searches that they made."""
