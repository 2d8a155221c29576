"""The ground floor: what can be made, by which backend, and where it is kept.  Imports nothing else of ours."""
