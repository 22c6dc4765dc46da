"""Data, features and models of any size → what ranking them costs."""
