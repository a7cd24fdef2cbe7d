"""For who runs the service: is it alive, and what has it done."""
