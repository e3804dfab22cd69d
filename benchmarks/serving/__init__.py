"""Real HTTP against real servers, started as `make run` starts them: ratios of one run, and a storm of webhooks."""
