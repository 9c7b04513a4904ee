"""Services: editing, publishing, and their public pages."""
