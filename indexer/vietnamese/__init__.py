"""The Vietnamese language: one normal form, folding, syllables, words, abbreviations, keyboards."""

from indexer.vietnamese import word_segmenter as segment
from indexer.vietnamese.analyse import Analysis, Batch, analyse, analyse_batch
from indexer.vietnamese.fold import fold, fold_normal
from indexer.vietnamese.letters import has_diacritics
from indexer.vietnamese.normalise import Aligned, is_regular, normalise, normalise_aligned

__all__ = [
    "Aligned",
    "Analysis",
    "Batch",
    "analyse",
    "analyse_batch",
    "fold",
    "fold_normal",
    "has_diacritics",
    "is_regular",
    "normalise",
    "normalise_aligned",
    "segment",
]
