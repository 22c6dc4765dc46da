"""The ways in: REST, command line → campaigns, jobs, assets."""
