"""What holds for every test."""

from hypothesis import settings

# A busy machine takes its time over one example; what hangs is ended by pytest-timeout.
settings.register_profile("handbill", deadline=None)
settings.load_profile("handbill")
