"""The schema registry: model documents, verdicts and what is derived from them."""
