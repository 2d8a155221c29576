"""Training and examples of the learned try-on."""
