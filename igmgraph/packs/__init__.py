"""Packs: a snapshot as one file that can be copied anywhere, and the places where packs are published."""
