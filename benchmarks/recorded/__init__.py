"""What recording a session costs, in the whole product: `python -m benchmarks.recorded`."""
