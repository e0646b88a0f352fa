"""Opt-in integrations; each is a plugin that does nothing until it is passed to a client."""
