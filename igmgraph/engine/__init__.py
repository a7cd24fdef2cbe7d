"""Answers SPARQL queries over a snapshot, or over another endpoint.

`base` says what an engine is and `values` what it is asked. `embedded` is the default one, `distant` one over another
service's data, `local` one for a program that trusts who asks. A client's query is looked at as a text (`query`), given
to one of the `processes`, evaluated there (`store`), and written (`answer`) into a `channel` as a `reply`.
"""
