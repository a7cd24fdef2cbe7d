"""Answers as they are written: formats, ceilings, marks of what is cut, codings."""
