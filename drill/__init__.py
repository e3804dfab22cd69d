"""The drill: people come and go on a real LiveKit while everything fails, and the ledger must still be right.

    make drill                       # some minutes; the exit code says whether every target was met
    make drill SEED=7                # the same plan again
    make drill REPORT=1              # writes docs/drill.md, too

What decides is pure, and has tests of its own (tests/drill): `planner` (seed → who does what, when),
`faults` (what becomes of a webhook), `reading` (the log of the participants → the truth),
`comparison` (truth and ledger → errors and missed targets), `report` (those → Markdown).
The rest makes it happen: `device` is a participant's own process and `devices` the hand on it, `proxy` stands
between LiveKit and Django, `stage` books, `performance` carries the plan out, `run` is the whole of it.
"""
