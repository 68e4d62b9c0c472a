"""What was typed: signs, words and names of fields, as a tree."""
