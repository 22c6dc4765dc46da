"""Figures and tables of small dataclasses → one page of HTML that needs nothing else."""
