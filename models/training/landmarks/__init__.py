"""Finds the landmarks of flat garments: drafts thrown down as people do, the training run, and what is measured."""
