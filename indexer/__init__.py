"""The ground floor: from pages to an index."""
