"""Scenes → verified files in storage, at scale."""
