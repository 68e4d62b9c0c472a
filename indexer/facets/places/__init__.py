"""Places: which wards, districts and provinces an article is about.

home               which province the paper of an article covers (indexer/papers.toml)
provinces          the 34 provinces and the 63 of before (provinces.toml), and where a text names them
wards              today's wards and the units of before (wards.toml)
ward_mentions      where a text names them, and which of them act
place_mentions     every mention of a place in one article
setting            before or after the reform, in Hà Nội or elsewhere
acting_provinces   which provinces an article is about
finder             the three facets together: one decision, with evidence
"""
