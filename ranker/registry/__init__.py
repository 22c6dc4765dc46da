"""A learnt ranker ⇄ its files under models/<version>/, from which it comes back bit for bit."""
