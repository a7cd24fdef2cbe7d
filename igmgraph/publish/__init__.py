"""A snapshot copied into another engine: loaded beside what is there, compared, and only then put in its place."""
