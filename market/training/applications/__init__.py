"""Applications of trainees for a place in a phase."""
