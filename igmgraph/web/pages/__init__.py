"""Pages for people: home, lists, and one for each thing."""
