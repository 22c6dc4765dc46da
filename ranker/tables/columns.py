"""Foreign columns → ours: renamed, localised names in one spelling, personal data refused."""

import re
from collections.abc import Iterable, Mapping

import polars as pl

from ranker.errors import ColumnMissingError, PersonalColumnError
from ranker.tables.csv_text import ROW
from ranker.tables.fields import LOCALISED_NAME, TableSpec

# Column names that say "a person", after lower-casing and with _ for - and blanks.
_PERSONAL = frozenset(
    {
        *("user", "user_id", "userid", "username", "user_name", "customer_id", "customerid"),
        *("member_id", "account_id", "email", "e_mail", "email_address", "phone", "msisdn"),
        *("phone_number", "idfa", "idfv", "gaid", "aaid", "adid", "maid", "advertising_id"),
        *("device_id", "deviceid", "android_id", "imei", "cookie", "cookie_id", "ip"),
        *("ip_address", "ipaddress", "ip_addr", "first_name", "last_name", "surname"),
        *("full_name", "ssn", "passport", "date_of_birth", "birthdate", "birthday"),
        *("postal_address", "gclid", "fbclid", "ttclid"),
    }
)
_PERSONAL_PART = re.compile(
    r"(^|_)(e_?mail|user_?(id|name)|advertising_?id|device_?id|idfa|gaid|ip_?address|phone)(_|$)"
)


def adopt_columns(
    frame: pl.DataFrame, *, spec: TableSpec, file: str, renames: Mapping[str, str]
) -> pl.DataFrame:
    """The frame with our column names and only our columns, plus `__row`.

    Raises PersonalColumnError for columns that identify a person, mapped or not, and
    ColumnMissingError for a required column that is absent.
    """
    found = [name for name in frame.columns if name != ROW]
    _refuse_personal(found, file=file)
    taken = {own: name for own, name in renames.items() if name in found}
    used = set(renames.values())
    for name in found:
        own = canonical_name(name.strip())
        if own not in taken and name not in used and spec.field(own) is not None:
            taken[own] = name
    _require(taken, found=found, spec=spec, file=file, renames=renames)
    return frame.select(ROW, *(pl.col(name).alias(own) for own, name in taken.items()))


def canonical_name(name: str) -> str:
    """name_ar_EG → name_ar-EG; every other name as it is."""
    match = LOCALISED_NAME.fullmatch(name)
    return f"name_{match[1].replace('_', '-')}" if match else name


def is_personal(name: str) -> bool:
    """Whether a column of that name would identify a person."""
    plain = re.sub(r"[\s\-.]+", "_", re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name.strip())).lower()
    return plain in _PERSONAL or _PERSONAL_PART.search(plain) is not None


def _refuse_personal(found: Iterable[str], *, file: str) -> None:
    for name in found:
        if is_personal(name):
            raise PersonalColumnError(
                file=file,
                column=name,
                what="the column identifies a person and is refused",
                allowed="aggregated data only; remove the column from the file",
            )


def _require(
    taken: Mapping[str, str],
    *,
    found: list[str],
    spec: TableSpec,
    file: str,
    renames: Mapping[str, str],
) -> None:
    for field in spec.fields:
        if field.required and field.name not in taken:
            wanted = renames.get(field.name)
            what = f"mapping.yaml names {wanted!r} for it, which" if wanted else "the column"
            raise ColumnMissingError(
                file=file,
                column=field.name,
                what=f"{what} is not in the file (found: {', '.join(found) or 'no column'})",
                allowed=f"{', '.join(f.name for f in spec.fields if f.required)}, "
                "or other names through mapping.yaml",
            )
