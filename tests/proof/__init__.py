"""A corpus of strings → what independent implementations say of the text that we set."""
