"""What is told of a text that is no SPARQL.

`fault` finds the token that the parser stumbles over, `scene` what is open before it, and `place` holds both. `hints`
and `sign_hints` are rules, each for a usual mistake; `syntax` says the first that is certain, or what stands there.
"""
