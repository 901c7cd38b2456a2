"""Property tests: the same examples in every run, and no verdict on a busy machine's speed."""

from hypothesis import settings

settings.register_profile("steady", derandomize=True, deadline=None)
settings.load_profile("steady")
