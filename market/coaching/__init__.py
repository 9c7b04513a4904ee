"""What trainers do for their trainees beyond classes. Public actions: `support.actions.open_support`."""
