"""The list of conversations: filters, and what each member does with their own row: archive, mute, a draft."""
