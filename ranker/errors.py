"""What can go wrong in the ranker.

RankerError
├── TablesError                 the data folder is wrong: file, what, allowed
│   ├── TableMissingError       a required table is not there
│   ├── TableUnreadableError    the file is no CSV or Parquet of UTF-8 text
│   ├── TableEmptyError         no usable row is left in a required table
│   ├── ColumnMissingError      a required column is not there
│   ├── PersonalColumnError     a column would identify a person
│   ├── MappingInvalidError     mapping.yaml says something we cannot follow
│   ├── RulesInvalidError       selection.yaml says something we cannot follow
│   └── TablesChangingError     files changed whenever they were read
├── RequestInvalidError         the call itself is wrong: argument, value, allowed
├── CannotRankError             this ranker cannot answer; the next in the chain may
│   ├── NotEnoughDataError      too little history to learn from
│   └── RankingStaleError       the last good ranking is too old
├── RankingUnreadableError      the file is no ranking
└── ModelUnreadableError        there is no such model, or its files are not what was stored
"""


class RankerError(Exception):
    """Base of all errors of this package; `code` is stable, `where` names the place."""

    code = "ranker_error"

    def __init__(self, message: str, *, where: str = "") -> None:
        super().__init__(message)
        self.where = where


class TablesError(RankerError):
    """The data folder cannot be used: `file`, `what` is wrong, what is `allowed`."""

    code = "tables_invalid"

    def __init__(self, *, file: str, what: str, allowed: str, column: str | None = None) -> None:
        place = f"{file}, column {column}" if column else file
        super().__init__(f"{place}: {what}; allowed: {allowed}", where=place)
        self.file = file
        self.column = column
        self.what = what
        self.allowed = allowed


class TableMissingError(TablesError):
    """A required table is not in the folder."""

    code = "table_missing"


class TableUnreadableError(TablesError):
    """The file exists but is not CSV or Parquet of UTF-8 text."""

    code = "table_unreadable"


class TableEmptyError(TablesError):
    """A required table has no usable row."""

    code = "table_empty"


class ColumnMissingError(TablesError):
    """A required column is not in the file."""

    code = "column_missing"


class PersonalColumnError(TablesError):
    """A column would identify a person; such data is never read."""

    code = "personal_column"


class MappingInvalidError(TablesError):
    """mapping.yaml is not a mapping of table to own column to foreign column."""

    code = "mapping_invalid"


class RulesInvalidError(TablesError):
    """The rules of the selection say something that we cannot follow."""

    code = "rules_invalid"


class TablesChangingError(TablesError):
    """Somebody rewrites the folder while it is read."""

    code = "tables_changing"


class RequestInvalidError(RankerError):
    """An argument of the call is out of what is allowed."""

    code = "request_invalid"

    def __init__(self, *, argument: str, what: str, allowed: str) -> None:
        super().__init__(f"{argument}: {what}; allowed: {allowed}", where=argument)
        self.argument = argument
        self.what = what
        self.allowed = allowed


class CannotRankError(RankerError):
    """This ranker has no answer; the next one in the chain is asked."""

    code = "cannot_rank"


class NotEnoughDataError(CannotRankError):
    """There is too little history to learn from: `what` was `found`, `needed` would do."""

    code = "not_enough_data"

    def __init__(self, *, what: str, found: float, needed: float) -> None:
        self.what = f"not enough data: {found:g} {what}, {needed:g} needed"
        super().__init__(self.what)
        self.found = found
        self.needed = needed


class RankingStaleError(CannotRankError):
    """The last good ranking is older than it may be used."""

    code = "ranking_stale"


class RankingUnreadableError(RankerError):
    """The file is not a ranking written by `write_ranking`."""

    code = "ranking_unreadable"


class ModelUnreadableError(RankerError):
    """A stored model is absent, corrupt or foreign: `where`, `what` is wrong, `allowed`."""

    code = "model_unreadable"

    def __init__(self, *, where: str, what: str, allowed: str) -> None:
        super().__init__(f"{where}: {what}; allowed: {allowed}", where=where)
        self.what = what
        self.allowed = allowed
