"""Trainees as their trainers and officers follow them: who falls behind and why, lists over batches, their files."""
