"""Full-text search: an index that is built into each snapshot, and what it answers (`docs/search.md`)."""
