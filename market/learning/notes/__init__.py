"""Private notes and bookmarks at lessons: nobody but their writer reads them."""
