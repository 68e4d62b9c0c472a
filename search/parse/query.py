"""The query language: from what a person typed to a small typed tree, leniently.

A `Parsed` query is a tree of `Text`, `And`, `Or` and `Not`, the facet values and dates that were asked for by name, and
messages about what was not understood as typed. Nothing is ever refused. The language, in words and signs:

    công đoàn            all of the words            "công đoàn cơ sở"    these words in this order
    -vàng, -"giá vàng"   without                     lao*                 words that begin so
    a OR b, a HOẶC b     either (also a | b)         a AND b, a VÀ b      both, as is the default
    "a b"~8, a GẦN/8 b   near each other (a NEAR b)  câu:(a b)            in one sentence
    (a OR b) c           grouping                    tiêu_đề:tết, title:(a b), quận:thanh-xuân, năm:2020
    tác_giả:lê hà        as many words as are a name that the index knows

The signs of the language count only where a word may begin, and words such as OR only in capitals, so that
`02-NQ/TW`, `Giỏi việc nước - Đảm việc nhà`, `2019 -2021` and `(LĐTĐ)` are ordinary text. Every step is linear in the length.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from indexer.engines.contract import And, Filters, Not, Or
from indexer.facets.facet_spec import Registry
from indexer.facets.registry import REGISTRY
from search.parse.field_names import DATE_FIELDS, SENTENCE_FIELDS, TEXT_FIELDS, FieldNames, field_names
from search.parse.query_tree import Clause, Parsed, Text, is_run, joins, simplify
from search.parse.tokens import HAS_LETTER, MAX_CHARACTERS, MIN_PREFIX, NEAR_WITHIN, Token, clean, tokenise
from search.parse.typed_dates import iso_date
from search.results import Message

MAX_CLAUSES = 32
MAX_DEPTH = 10
MAX_AHEAD = 5
"""Words that may belong to a value beside its first."""

SENTENCE_WITHIN = 80
"""Syllables between the words of one sentence at most; few are longer."""
Resolve = Callable[[str, str], tuple[str, ...]]
"""(facet or credit, text) → its values that the text names; () when it names none."""


def _nothing(facet: str, text: str) -> tuple[str, ...]:
    return ()


def parse(text: str, resolve: Resolve = _nothing, registry: Registry = REGISTRY) -> Parsed:
    """Understand a query as far as possible.

    `resolve` turns what stands behind `quận:`, `năm:` or another name of a facet of `registry` into its values.
    Never raises; what could not be honoured is named in `messages` (codes: `truncated`, `unbalanced_quote`,
    `unbalanced_parenthesis`, `too_deep`, `too_many_clauses`, `prefix_too_short`, `unknown_value`,
    `former_value`, `facet_not_combinable`, `invalid_date`, `no_words`, `weight_ignored`, `fuzzy_ignored`, `star_inside`, `regex_as_words`,
    `near_needs_words`).
    """
    normal, cut = clean(text)
    messages = [Message("truncated", {"limit": str(MAX_CHARACTERS)})] if cut else []
    fields = field_names(registry)
    tokens = tokenise(normal, messages, fields)
    if tokens and all(token.kind in ("or", "and", "not", "near") for token in tokens):
        tokens = [Token("word", token.text or token.kind) for token in tokens]
    parser = _Parser(tokens, resolve, messages, fields, registry)
    tree = parser.parse()
    if normal and not (tree.children or parser.facets or parser.dates):
        messages.append(Message("no_words"))
    unique = tuple({(m.code, tuple(m.values.items())): m for m in messages}.values())
    filters = Filters(parser.facets, date_from=parser.dates.get("from"), date_to=parser.dates.get("to"))
    words = _without(normal, tokens, parser.filters) if parser.filters else normal
    return Parsed(tree, filters, unique, words)


def _without(text: str, tokens: list[Token], filters: set[int]) -> str:
    """The text without the tokens that became filters, and without an AND or parentheses that join nothing any more."""
    kept: list[tuple[bool, Token]] = []
    for number, token in enumerate(tokens):
        if number in filters:
            continue
        follows = tokens[number - 1].end == token.start and number - 1 not in filters if number else True
        if token.kind == ")" or (kept and kept[-1][1].kind == "("):
            follows = True
        while token.kind == ")" and kept and kept[-1][1].kind == "and":
            kept.pop()
        if token.kind == ")" and kept and kept[-1][1].kind == "(":
            kept.pop()
        elif token.kind != "and" or (kept and kept[-1][1].kind not in ("and", "(", "or")):
            kept.append((follows, token))
    while kept and kept[-1][1].kind == "and":
        kept.pop()
    parts = [("" if follows else " ") + text[token.start : token.end] for follows, token in kept]
    return "".join(parts).strip()


class _Parser:
    """Recursive descent over the tokens; OR binds weakest, then the (unwritten) AND, then minus."""

    def __init__(
        self,
        tokens: list[Token],
        resolve: Resolve,
        messages: list[Message],
        fields: FieldNames,
        registry: Registry,
    ) -> None:
        self.tokens = tokens
        self.resolve = resolve
        self.names = fields
        self.registry = registry
        self.messages = messages
        self.facets: dict[str, list[str]] = {}
        self.dates: dict[str, str] = {}
        self.filters: set[int] = set()
        self.at = 0
        self.clauses = 0

    def parse(self) -> And[Clause]:
        clauses: list[Clause] = []
        while self.at < len(self.tokens):
            clause = self.either(0, (), top=True)
            if clause is not None:
                clauses.append(clause)
            if self.at < len(self.tokens):  # a parenthesis that closes nothing
                self.messages.append(Message("unbalanced_parenthesis"))
                self.at += 1
        tree = simplify(And(tuple(clauses)))
        if tree is None:
            return And(())
        return tree if isinstance(tree, And) else And((tree,))

    def peek(self) -> str:
        return self.tokens[self.at].kind if self.at < len(self.tokens) else ""

    def either(self, depth: int, fields: tuple[str, ...], top: bool) -> Clause | None:
        """Alternatives up to a closing parenthesis or the end."""
        alternatives: list[Clause] = []
        # Facet values filter the whole query, so they are only possible where no OR stands around.
        top = top and not self._has_or_ahead()
        while True:
            clause = self.every(depth, fields, top)
            if clause is not None:
                alternatives.append(clause)
            if self.peek() != "or":
                break
            self.at += 1
        if not alternatives:
            return None
        return alternatives[0] if len(alternatives) == 1 else Or(tuple(alternatives))

    def _has_or_ahead(self) -> bool:
        depth = 0
        for token in self.tokens[self.at :]:
            if token.kind == "(":
                depth += 1
            elif token.kind == ")":
                depth -= 1
                if depth < 0:
                    return False
            elif token.kind == "or" and depth == 0:
                return True
        return False

    def every(self, depth: int, fields: tuple[str, ...], top: bool) -> Clause | None:
        children: list[Clause] = []
        while self.peek() not in ("", ")", "or"):
            if self.peek() == "and":
                self.at += 1
                continue
            if self.peek() == "near":
                self.near(children, fields)
                continue
            clause = self.words(fields) if self.peek() == "word" else self.unary(depth, fields, top)
            if clause is None:
                continue
            last = children[-1] if children else None
            if joins(last, clause):
                assert isinstance(last, Text)
                assert isinstance(clause, Text)
                children[-1] = replace(last, text=f"{last.text} {clause.text}")
            elif self.clauses >= MAX_CLAUSES:
                self.messages.append(Message("too_many_clauses", {"limit": str(MAX_CLAUSES)}))
            else:
                self.clauses += 1
                children.append(clause)
        if not children:
            return None
        return children[0] if len(children) == 1 else And(tuple(children))

    def near(self, children: list[Clause], fields: tuple[str, ...]) -> None:
        """`a GẦN/8 b`: the words before the sign and those behind it become one clause."""
        sign = self.tokens[self.at]
        self.at += 1
        following = self.peek()
        other = (
            self.words(())
            if following == "word"
            else self.unary(0, (), False)
            if following == "phrase"
            else None
        )
        last = children[-1] if children else None
        if is_run(last) and is_run(other) and not fields:
            parts = (*(last.parts or (last.text,)), other.text)
            within = sign.within if sign.within is not None else NEAR_WITHIN
            children[-1] = Text(" ".join(parts), "near", parts=parts, within=max(within, last.within))
            return
        self.messages.append(Message("near_needs_words", {"word": sign.text}))
        if other is not None:
            children.append(other)

    def words(self, fields: tuple[str, ...]) -> Text | None:
        """All the plain words up to the next sign."""
        begun = self.at
        while self.peek() == "word":
            self.at += 1
        found = [token.text for token in self.tokens[begun : self.at] if HAS_LETTER.search(token.text)]
        return Text(" ".join(found), "words", fields) if found else None

    def unary(self, depth: int, fields: tuple[str, ...], top: bool) -> Clause | None:
        negations = 0
        while self.peek() == "not":
            self.at += 1
            negations += 1
        clause = self.atom(depth, fields, top and not negations)
        return Not(clause) if clause is not None and negations else clause

    def atom(self, depth: int, fields: tuple[str, ...], top: bool) -> Clause | None:
        kind = self.peek()
        if kind in ("", ")", "or", "and"):
            return None
        token = self.tokens[self.at]
        self.at += 1
        if kind == "(":
            return self.group(depth, fields, top)
        if kind == "field":
            return self.field(token.text, depth, fields, top)
        if kind == "phrase":
            if token.within is not None and not fields and HAS_LETTER.search(token.text):
                parts = tuple(token.text.replace("*", " ").split())
                return Text(token.text, "near", parts=parts, within=token.within)
            return _phrase(token.text, fields)
        if kind == "prefix":
            return Text(token.text, "prefix", fields)
        return Text(token.text, "words", fields) if HAS_LETTER.search(token.text) else None

    def group(self, depth: int, fields: tuple[str, ...], top: bool) -> Clause | None:
        if depth >= MAX_DEPTH:
            self.messages.append(Message("too_deep", {"limit": str(MAX_DEPTH)}))
            # The rest of the group is read as if its parentheses were not there.
            while self.peek() == "(":
                self.at += 1
            return None
        clause = self.either(depth + 1, fields, top)
        if self.peek() == ")":
            self.at += 1
        else:
            self.messages.append(Message("unbalanced_parenthesis"))
        return clause

    def field(self, name: str, depth: int, fields: tuple[str, ...], top: bool) -> Clause | None:
        if name in TEXT_FIELDS:
            return self.atom(depth, TEXT_FIELDS[name], top)
        if name in self.names.credits:
            return self.credit(self.names.credits[name], depth, top)
        begun = self.at - 1
        value, after = self._value()
        self.at = after
        if not value:
            return None
        if name in SENTENCE_FIELDS:
            return Text(value, "sentence", within=SENTENCE_WITHIN) if HAS_LETTER.search(value) else None
        if name in DATE_FIELDS:
            self._date(DATE_FIELDS[name], value)
            self.filters.update(range(begun, self.at))
            return None
        facet = self.names.facets[name]
        _, values = self._longest(facet, value)
        if not values and (found := self._elsewhere(facet, value)):
            self.messages.append(Message("former_value", {"field": facet, "value": value}))
            facet, values = found
        if not values:
            self.messages.append(Message("unknown_value", {"field": facet, "value": value}))
            return Text(value, "words", fields)
        if not top:
            self.messages.append(Message("facet_not_combinable", {"field": facet, "value": value}))
            return None
        self.facets.setdefault(facet, []).extend(values)
        self.filters.update(range(begun, self.at))
        return None

    def _elsewhere(self, facet: str, value: str) -> tuple[str, tuple[str, ...]] | None:
        """The facet, and its values, of which a name that `facet` lacks is another name: `phường:kim mã` is a district's."""
        spec = self.registry.get(facet)
        if not spec or not spec.falls_to:
            return None
        for name in (value, *(f"{prefix} {value}" for prefix in spec.prefixes)):
            if values := self._longest(spec.falls_to, name)[1]:
                return spec.falls_to, values
        return None

    def credit(self, name: str, depth: int, top: bool) -> Clause | None:
        """The name of an author or a paper: what follows, or of plain words as many as are one."""
        if self.peek() != "word":
            return self.atom(depth, (name,), top)
        self.at += 1
        value, _ = self._longest(name, self.tokens[self.at - 1].text)
        return _phrase(value, (name,))

    def _longest(self, name: str, value: str) -> tuple[str, tuple[str, ...]]:
        """`quận:hai bà trưng`: the value with as many of the next words as make it a known one, and what it names."""
        values, longer, begun = self.resolve(name, value), value, self.at
        for at in range(begun, min(begun + MAX_AHEAD, len(self.tokens))):
            if self.tokens[at].kind != "word":
                break
            longer = f"{longer} {self.tokens[at].text}"
            if found := self.resolve(name, longer):
                value, values, self.at = longer, found, at + 1
        return value, values

    def _value(self) -> tuple[str, int]:
        """The text of the next value and where the tokens go on behind it."""
        if self.peek() in ("word", "phrase", "prefix"):
            return self.tokens[self.at].text, self.at + 1
        if self.peek() == "(":
            words, at = [], self.at + 1
            while at < len(self.tokens) and self.tokens[at].kind in ("word", "phrase"):
                words.append(self.tokens[at].text)
                at += 1
            if at < len(self.tokens) and self.tokens[at].kind == ")":
                at += 1
            return " ".join(words), at
        return "", self.at

    def _date(self, end: str, value: str) -> None:
        iso = iso_date(value, last=end == "to")
        if iso is None:
            self.messages.append(Message("invalid_date", {"value": value}))
        else:
            self.dates[end] = iso


def _phrase(text: str, fields: tuple[str, ...]) -> Text | None:
    if not HAS_LETTER.search(text):
        return None
    prefix = text.endswith("*") and len(text) > MIN_PREFIX and bool(HAS_LETTER.match(text[-2]))
    return Text(text.replace("*", " ").strip(), "phrase", fields, prefix)
