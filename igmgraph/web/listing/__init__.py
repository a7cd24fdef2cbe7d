"""Long lists, a page at a time."""
