import os

#: How many histories are drawn: few each time, as many as wished with `ROOMS_TEST_HISTORIES=2000`.
EXAMPLES = int(os.environ.get("ROOMS_TEST_HISTORIES", "16"))

#: The few are the same each time: what new ones find is found when somebody looks for it.
IS_LONG = "ROOMS_TEST_HISTORIES" in os.environ
