"""Matching: which thing of the graph a name in somebody's table may stand for, and how sure that is."""
