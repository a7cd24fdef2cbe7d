"""What the text of a query is, and whether it may be evaluated: found out before any parser sees it."""
