"""The sandbox: answers for any model, without a key, a network or a cost."""
