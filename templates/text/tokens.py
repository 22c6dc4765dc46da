"""Paragraph → the same with handles, hashtags, addresses and signed numbers isolated.

Such tokens begin or end with signs that take the side of the text around them: in an Arabic
sentence `@fairuz` would read `fairuz@`, `C++` would read `++C` and `+971` would read `971+`.
"""

import re
from unicodedata import bidirectional

from templates.text.clean import isolate

_TOKEN = re.compile(
    r"""
    (?<![\w\u2066-\u2068])                        # not inside a word, nor isolated already
    (?: https?://[^\s\u2066-\u2069]+[\w/]         # addresses
      | [@\#][\w.]*\w                             # handles and hashtags
      | [A-Za-z]\w*(?:\+{1,2}|\#|!(?=[A-Za-z]))\w*  # C++, C#, P!nk
      | \+\d[\d\ ()-]*\d                          # telephone numbers
    )
    (?![\w\u2069])
    """,
    re.VERBOSE,
)
_RTL = frozenset(("R", "AL"))


def isolate_tokens(paragraph: str, *, rtl: bool) -> str:
    """Isolate tokens where directions mix; a paragraph of one direction stays as it is."""
    if not rtl and _RTL.isdisjoint(bidirectional(character) for character in paragraph):
        return paragraph
    return _TOKEN.sub(lambda match: isolate(match.group()), paragraph)
