"""In which order: the constants, feedback from the best articles, articles alike."""
