"""Tables as known on a day → features, each once per what it depends on; later days change none."""
