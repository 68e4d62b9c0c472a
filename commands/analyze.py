"""`run.py analyze`: what a text becomes on its way into the index, as JSON."""

from __future__ import annotations

import json
import sys

import click

from indexer.vietnamese import analyse, fold, normalise, segment


@click.command("analyze")
@click.argument("text", required=False)
def command(text: str | None) -> None:
    """Print the normal form, the words and the index terms of TEXT (stdin without TEXT) as JSON."""
    if text is None:
        text = sys.stdin.read()
    analysis = analyse(text)
    result = {
        "normalised": normalise(text),
        "folded": fold(text),
        "segmented": segment.tokenize(text),
        "words": [" ".join(analysis.syllables[first:last]) for first, last in analysis.words],
        "terms": {
            "syllables": [
                {"text": syllable, "position": position, "start": start, "end": end}
                for syllable, position, start, end in zip(
                    analysis.syllables, analysis.positions, analysis.starts, analysis.ends, strict=True
                )
            ],
            "pairs": analysis.pairs(),
            "words": analysis.word_terms(),
        },
    }
    click.echo(json.dumps(result, ensure_ascii=False, indent=2))
