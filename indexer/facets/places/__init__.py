"""Places: which wards, districts and provinces an article is about.

home        which province the paper of an article covers (sources.toml)
provinces   the 34 provinces and the 63 of before (provinces.toml), and where a text names them
wards       mentions of today's wards and of former ones, and which of them act
finder      the three facets together: one decision, with evidence
"""
