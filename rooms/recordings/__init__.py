"""Recordings: asking, starting, ending, what became of them, who may watch them, and when they are gone."""
