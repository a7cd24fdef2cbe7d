"""From a published profile to a draft graph that a person reviews.

Only the command line imports this package, and it does so late: spaCy takes a second to load, and serving needs none.
"""
