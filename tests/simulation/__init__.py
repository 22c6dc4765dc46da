"""Seed → one history of the farm under a virtual clock → whether every promise held in it."""
