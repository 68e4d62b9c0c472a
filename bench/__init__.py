"""Benchmarks: a command each; figures are printed, nothing is asserted."""
