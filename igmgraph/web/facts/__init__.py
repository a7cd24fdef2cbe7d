"""What the graph says of a thing, and the names of all it speaks of."""
