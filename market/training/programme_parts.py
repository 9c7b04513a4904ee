"""Parts that the subjects of this app add to the pages of the programme: their modules register them."""
