"""The least that anybody could serve instead: Estuary's settings and middleware, and three views that do one thing."""
