"""The bank of briefs for projects: trainers and officers keep it, trainees choose from it."""
