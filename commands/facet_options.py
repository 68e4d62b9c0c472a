"""An option for each facet of an index (`--district V`, `--ward V` …), those that its corpus declares included."""

from __future__ import annotations

import click

from indexer.engines import open_reader
from indexer.errors import TinCongDoanError
from indexer.facets.facet_spec import FacetSpec, Registry
from indexer.facets.registry import REGISTRY
from indexer.settings import setting


class Command(click.Command):
    """A command whose options are its own and one for each facet of the index that `--index` names."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the arguments, once it is known which index they speak of."""
        defined = {option for parameter in self.params for option in parameter.opts}
        named = {argument.partition("=")[0] for argument in args if argument.startswith("--")}
        builtin = defined | {_flag(spec) for spec in REGISTRY}
        registry = _registry_of(args) if named - builtin or "--help" in args or "-h" in args else REGISTRY
        added = [_option(spec) for spec in registry if _flag(spec) not in defined]
        self.params[-1:-1] = added
        try:
            return super().parse_args(ctx, args)
        finally:
            self.params = [p for p in self.params if p not in added]


def _flag(spec: FacetSpec) -> str:
    return f"--{spec.name.replace('_', '-')}"


def _option(spec: FacetSpec) -> click.Option:
    about = spec.about.replace("`", "")
    example = f", e.g. {spec.example}" if spec.example else ""
    return click.Option(
        [spec.name, _flag(spec)],
        multiple=True,
        metavar="V",
        type=click.Choice(spec.choices) if spec.choices else None,
        help=f"{about[:1].upper()}{about[1:]}{example}; repeatable.",
    )


def _registry_of(args: list[str]) -> Registry:
    """The facets of the index that the arguments name; those of every index if there is none to open."""
    index, engine = (_value(args, name) for name in ("index", "engine"))
    try:
        with open_reader(setting("index", index), setting("engine", engine)) as opened:
            registry: Registry = opened.reader().registry
            return registry
    except TinCongDoanError:
        return REGISTRY


def _value(args: list[str], name: str) -> str | None:
    for at, argument in enumerate(args):
        if argument.startswith(f"--{name}="):
            return argument.partition("=")[2]
        if argument == f"--{name}" and at + 1 < len(args):
            return args[at + 1]
    return None
