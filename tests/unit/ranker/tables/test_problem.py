"""Problems: told one by one until they are many, counted always."""

from ranker import Problem, Severity
from ranker.tables.problem import ProblemLog


def bad(row: int, severity: Severity = Severity.ERROR) -> Problem:
    return Problem(file="t.csv", row=row, column="c", value="-1", allowed="more", severity=severity)


def test_problems_past_the_most_are_counted() -> None:
    log = ProblemLog(most=3)
    log.add("t", map(bad, range(8)))
    log.add("u", [bad(1, Severity.WARNING)])
    told = log.all()
    assert [problem.row for problem in told] == [0, 1, 2, None, 1]
    assert told[3].value == "5 more problems"
    assert told[3].severity is Severity.ERROR
    assert sorted((kind.table, count) for kind, count in log.counts.items()) == [
        ("t", 8),
        ("u", 1),
    ]


def test_what_follows_warnings_alone_is_a_warning() -> None:
    log = ProblemLog(most=1)
    log.add("t", [bad(1, Severity.WARNING), bad(2, Severity.WARNING)])
    assert log.all()[-1].severity is Severity.WARNING
