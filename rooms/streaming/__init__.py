"""Streams a room live to RTMP targets."""
