"""What a script written for stock Whoosh finds in an index: fields, terms, documents, queries; never a way to write.

Nothing here takes part in a `Search`. `docs/whoosh.md` says what works, and what is refused.
"""
