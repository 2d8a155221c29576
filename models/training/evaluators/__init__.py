"""One evaluator a model: each takes the `Desk` and returns the figures of its JSON line."""
