"""Xapian as a peer of `bench speed`; run by the Python that has Debian's python3-xapian.

`xapian_peer.py build|ask SOURCE FOLDER`; questions as JSON on stdin, results as JSON on stdout.
Needs nothing of this project. A slot holds one value, so a document counts for its first district only.
"""

import json
import os
import sys
import time

import xapian


def build(source, folder):
    db = xapian.WritableDatabase(folder, xapian.DB_CREATE_OR_OVERWRITE)
    with open(source, encoding="utf-8") as lines:
        for row in lines:
            terms, districts, year = json.loads(row)
            document = xapian.Document()
            for position, term in enumerate(terms.split(), 1):
                if len(term.encode()) < 200:
                    document.add_posting(term, position)
            for district in districts:
                document.add_boolean_term("XD" + district)
            document.add_boolean_term("XY" + year)
            document.add_value(0, districts[0] if districts else "")
            document.add_value(1, year)
            db.add_document(document)
    db.commit()
    db.close()
    return {}


def answer(db, enquire, question):
    words = [xapian.Query(word) for word in question["words"]]
    if question["prefix"]:
        limit = xapian.Query.WILDCARD_LIMIT_ERROR
        words[-1] = xapian.Query(xapian.Query.OP_WILDCARD, question["words"][-1], 0, limit)
    operator = xapian.Query.OP_PHRASE if question["phrase"] else xapian.Query.OP_AND
    query = xapian.Query(operator, words)
    for prefix, value in (("XD", question["district"]), ("XY", question["year"])):
        if value:
            query = xapian.Query(xapian.Query.OP_FILTER, query, xapian.Query(prefix + value))
    enquire.set_query(query)
    enquire.clear_matchspies()
    spies = [xapian.ValueCountMatchSpy(slot) for slot in (0, 1)]
    for spy in spies:
        enquire.add_matchspy(spy)
    found = enquire.get_mset(0, 10, db.get_doccount())
    [(item.term, item.termfreq) for spy in spies for item in spy.values()]
    return found.get_matches_estimated()


def ask(folder, questions, seconds):
    db = xapian.Database(folder)
    enquire = xapian.Enquire(db)
    results = []
    for question in questions:
        total, times = answer(db, enquire, question), []
        began = time.perf_counter()
        while len(times) < 3 or (len(times) < 200 and time.perf_counter() - began < seconds):
            start = time.perf_counter()
            answer(db, enquire, question)
            times.append((time.perf_counter() - start) * 1000)
        results.append([total, times])
    with open("/proc/self/statm") as statm:
        memory = int(statm.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    return {"results": results, "memory": memory, "version": xapian.version_string()}


if __name__ == "__main__":
    step, source, folder = sys.argv[1:]
    wanted = json.load(sys.stdin)
    if step == "build":
        began = time.perf_counter()
        build(source, folder)
        json.dump({"seconds": time.perf_counter() - began, "cpu": time.process_time()}, sys.stdout)
    else:
        json.dump(ask(folder, wanted["questions"], wanted["seconds"]), sys.stdout)
