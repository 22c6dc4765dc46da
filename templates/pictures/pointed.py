"""`path#focal=0.4,0.3` → the path, and the focal point that whoever sends the picture names.

Spelled as a URL's fragment is (RFC 3986, 3.5), in the manner of W3C Media Fragments.
"""

import re

from templates.errors import InvalidValue

_POINTED = re.compile(r"(?P<path>.*)#focal=(?P<point>[^#]*)\Z", re.DOTALL)
_SHARE = re.compile(r"(?:0|1)(?:\.\d{1,4})?|\.\d{1,4}")


def split_focal(text: str) -> tuple[str, tuple[float, float] | None]:
    """What comes before the fragment, and (x, y) in fractions of the picture; None without one.

    Raises InvalidValue for a fragment that is no point of the picture.
    """
    match = _POINTED.match(text)
    if match is None:
        return text, None
    shares = match["point"].split(",")
    if len(shares) == 2 and all(_SHARE.fullmatch(share) for share in shares):
        x, y = float(shares[0]), float(shares[1])
        if x <= 1 and y <= 1:
            return match["path"], (x, y)
    raise InvalidValue(
        f"#focal={match['point']!r:.60}", allowed="#focal=x,y, each from 0 to 1, such as 0.5,0.3"
    )
