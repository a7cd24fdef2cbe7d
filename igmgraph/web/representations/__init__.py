"""One body of facts as RDF in six formats, as schema.org, and as a page; with its headers."""
