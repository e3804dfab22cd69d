"""What a developer types: set up, run, test.

Standard library only, because it runs before anything is installed.

`python3 -m dev help` lists the commands; the Makefile has one target for each.
"""
