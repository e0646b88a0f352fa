"""Put this folder on PYTHONPATH to run the tests as if jsonschema-rs weren't installed."""

raise ImportError("hidden, to show that jsonschema stands in for it")
