"""Generated texts for the invariants: Vietnamese as it is really typed, encoded and broken."""

from __future__ import annotations

import unicodedata

from hypothesis import strategies as st

from indexer.vietnamese.letters import VOWEL_TONE

LETTERS = "".join(VOWEL_TONE) + "bcdghklmnpqrstvxđĐBCDGHKLMNPQRSTVX"
AWKWARD = (
    " \n\t\r.,;:!?-_/@&%()\"'`“”‘’…–—\u00a0\u200b\u00ad\u2009\ufeff\u0300\u0301\u0303\u0309\u0323\u0302\u031bðÐ"
    "0123456789ＡＢ𝐂😀가İß½"
)

SEEN = """
công đoàn cơ sở LĐLĐ quận Thanh Xuân hoà hòa Thuỷ thủy qúy quý vịêt người lao động TP. Hà Nội 1.011 20% 18/17 1294/HD-TLĐ
02-NQ/TW ban@ldld.vn https://congdoan.vn/tin?id=1 Covid-19 ... -> ==> A. Tp. Mr. _ khuỷu gìn già
"""
WORDS = st.sampled_from(SEEN.split())

letters = st.text(alphabet=st.sampled_from(LETTERS + AWKWARD), max_size=40)
sentences = st.lists(st.one_of(WORDS, letters), max_size=25).flatmap(
    lambda words: st.sampled_from([" ", " ", "\n", "  "]).map(lambda space: space.join(words))
)
texts = st.one_of(letters, sentences, st.text(max_size=60)).flatmap(
    lambda text: st.sampled_from(["NFC", "NFD", None]).map(
        lambda form: unicodedata.normalize(form, text) if form else text
    )
)
