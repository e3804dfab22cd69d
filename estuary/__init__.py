"""Estuary: a small booking platform, and the example of a host for `rooms`. Start with README.md."""
