"""Projects of trainees."""
