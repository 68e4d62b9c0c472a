"""A script for stock Whoosh, which knows nothing of this project; run beside an index by `test_stock_whoosh.py`.

It reads questions from stdin, one JSON object, and prints the answers as another.
"""

import json
import sys
from datetime import datetime

from whoosh import index, query, sorting
from whoosh.qparser import MultifieldParser, QueryParser

asked = json.load(sys.stdin)
ix = index.open_dir(asked["index"])
parser = QueryParser("text", ix.schema)
answers = {}
with ix.searcher() as searcher, ix.reader() as reader:

    def ids(q, **options):
        return sorted(hit["id"] for hit in searcher.search(q, limit=None, **options))

    answers["documents"] = ix.doc_count()
    answers["stored"] = sorted(fields["id"] for fields in reader.all_stored_fields())
    answers["parsed"] = {text: ids(parser.parse(text)) for text in asked["queries"]}
    answers["counted"] = {
        text: [len(searcher.search(parser.parse(text), limit=limit)) for limit in (1, 3, 10, 1000)]
        for text in asked["queries"]
    }
    answers["filtered"] = {
        value: ids(parser.parse(asked["word"]), filter=query.Term("district", value))
        for value in asked["districts"]
    }
    answers["masked"] = ids(parser.parse(asked["word"]), mask=query.Term("year", asked["year"]))
    answers["years"] = ids(query.NumericRange("year", 2020, 2021))
    answers["typed years"] = ids(parser.parse("year:[2020 TO 2021]"))
    answers["dates"] = ids(query.DateRange("published", datetime(2021, 1, 1), datetime(2021, 12, 31, 23, 59)))
    answers["prefix"] = ids(query.Prefix("text", "doa"))
    answers["every"] = ids(query.Every())
    answers["every text"] = ids(query.Every("text"))
    answers["title"] = ids(query.Term("title", asked["word"]))
    answers["phrase"] = ids(query.Phrase("text", ["công", "đoàn"]))
    answers["as one term"] = ids(query.Term("text", "công đoàn"))
    answers["multifield"] = ids(MultifieldParser(["title", "body"], ix.schema).parse(asked["word"]))
    grouped = searcher.search(query.Every(), groupedby=["district", "year"], limit=None)
    answers["districts"] = {str(k): len(v) for k, v in grouped.groups("district").items()}
    answers["by year"] = {str(k): len(v) for k, v in grouped.groups("year").items()}
    answers["sorted"] = [hit["year"] for hit in searcher.search(query.Every(), limit=None, sortedby="year")]
    newest = sorting.FieldFacet("year", reverse=True)
    answers["newest"] = [hit["year"] for hit in searcher.search(query.Every(), limit=None, sortedby=newest)]
    answers["frequencies"] = {text: reader.doc_frequency("text", text) for text in asked["terms"]}
    answers["lexicon"] = [text.decode() for text in reader.lexicon("text")]
    answers["documents by id"] = [fields["title"] for fields in searcher.documents(id=asked["id"])]
    answers["gone"] = [list(searcher.documents(id=one)) for one in asked["gone"]]
    answers["suggested"] = searcher.suggest("text", "đoànn")
    typed = "cônng đoàn"
    answers["corrected"] = searcher.correct_query(parser.parse(typed), typed).string
    results = searcher.search(parser.parse(asked["word"]), terms=True, limit=5)
    answers["hits"] = [
        {
            "title": hit["title"],
            "text": hit.highlights("text"),
            "body": hit.highlights("body"),
            "terms": [(name, text.decode()) for name, text in hit.matched_terms()],
        }
        for hit in results
    ]
    answers["length"] = [len(results), results.has_matched_terms(), len(results.docs())]
    page = searcher.search_page(parser.parse(asked["word"]), 2, pagelen=2)
    answers["page"] = [page.total, page.pagenum, len(list(page))]
    answers["like"] = len(results[0].more_like_this("text"))
    answers["key terms"] = [term for term, _ in results.key_terms("text", numterms=3)]

json.dump(answers, sys.stdout)
