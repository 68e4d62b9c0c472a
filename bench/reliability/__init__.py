"""What the service promises to survive, tried: `run.py bench reliability [CHECK…]`.

`trials` names every check; each is a function in a module of its own that returns an `Outcome`: what was asked, what
was counted, what went wrong. `tests/reliability/` runs the same functions with small counts.
"""

from bench.reliability.trials import main

__all__ = ["main"]
