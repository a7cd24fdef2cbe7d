"""Another SPARQL 1.1 engine, on this machine or another, in the place of the embedded one."""
