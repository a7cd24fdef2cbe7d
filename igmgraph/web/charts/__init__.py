"""Charts, each with the query that it draws."""
