"""Pages made for a kind of thing: a module and a template for each, listed in `registry`."""
