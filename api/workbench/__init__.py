"""A template's author's tools: templates and contents → pages to look at, and what changed."""
