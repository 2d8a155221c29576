"""Simulated shops and shoppers whose tastes are known, for the demo shop and for tests.  Entry: `segments.simulate`."""
