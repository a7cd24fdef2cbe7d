"""From the Turtle of the repository to a snapshot that can be served."""
