"""Which background theme a product gets: chosen by chance, by what was clicked, or by what was clicked in such a place.

contexts     who sees what where, as numbers
policies     how a theme is chosen, and learning from clicks: uniform, Thompson, LinUCB
ledger       what was shown and what came of it, in a database; policies are made again from it
off_policy   what another policy would have earned, from a log: IPS, SNIPS, DR, with intervals
experiments  A/B tests: simulated shops, uplift with intervals, how many visits a test needs
book         which themes each kind of product may be shown in
trial        a simulated test of four ways to show a product
logs         real logs to check all this on: the Open Bandit Dataset
evaluate     the command that prints the figures

Source: Taboola's BGGEN, arXiv 2408.12392, §"Themes" (one LinUCB for each category of items).
"""
