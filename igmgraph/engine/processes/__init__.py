"""Query processes: forked from one that holds the snapshot, confined, given queries and deadlines, and replaced."""
