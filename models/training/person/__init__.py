"""Finds a person in a photo: renders to learn from, the training run, and what is measured."""
