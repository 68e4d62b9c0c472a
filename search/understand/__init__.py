"""What it means: accents, abbreviations and slips, against the words of the index; the plan of a query."""
