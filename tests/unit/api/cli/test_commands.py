"""Commands that run here: --json is exactly one document, tables are for people."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from api.cli.main import main
from render_farm.queue import SqlJobStore, sqlite_url

EXPORTS = Path(__file__).parents[3] / "exports"
LIBRARY = Path(__file__).parent.parent / "library"


@pytest.fixture(autouse=True)
def _at_home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HANDBILL_DATA_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("HANDBILL_TEMPLATE_FOLDERS", str(LIBRARY))
    monkeypatch.setenv("HANDBILL_CONFIG", str(tmp_path / "none.toml"))
    monkeypatch.delenv("HANDBILL_API_URL", raising=False)


def _document(capsys: pytest.CaptureFixture[str]) -> Any:
    return json.loads(capsys.readouterr().out)


def _content(folder: Path, **slots: Any) -> Path:
    Image.linear_gradient("L").resize((900, 700)).convert("RGB").save(folder / "art.png")
    file = folder / "content.json"
    file.write_text(json.dumps({"artist": "Amal Haddad", "artwork": "art.png", **slots}))
    return file


def test_templates_are_a_json_array(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["templates", "list", "--json"]) == 0
    cards = {card["template_id"]: card for card in _document(capsys)}
    assert set(cards["bill"]) >= {"version", "theme", "kind", "ratios", "locales", "cost_s"}
    assert main(["templates", "list"]) == 0
    assert "A plain bill" in capsys.readouterr().out


def test_a_template_is_shown_by_id_and_by_folder(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["templates", "show", "bill", "--json"]) == 0
    by_id = _document(capsys)
    assert main(["templates", "show", str(LIBRARY / "bill"), "--json"]) == 0
    assert _document(capsys) == by_id
    assert [slot["name"] for slot in by_id["slots"]] == ["artist", "artwork", "call"]
    assert main(["templates", "show", "bill"]) == 0
    assert "artwork" in capsys.readouterr().out


def test_an_unknown_template_lists_those_there_are(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["templates", "show", "nosuch"]) == 1
    error = capsys.readouterr().err
    assert error.startswith("error: ") and "'nosuch'" in error and "bill" in error


def test_a_broken_template_is_an_error_of_its_check(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "broken"
    folder.mkdir()
    text = (LIBRARY / "bill" / "template.yaml").read_text(encoding="utf-8")
    (folder / "template.yaml").write_text(
        text.replace("id: bill", "id: broken").replace("kind: static", "kind: static?")
    )
    assert main(["templates", "check", str(folder), "--json"]) == 1
    (finding,) = _document(capsys)
    assert finding["severity"] == "error" and "kind" in finding["detail"]


def test_templates_placements(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["templates", "placements", "--json"]) == 0
    cards = {card["placement"]: card for card in json.loads(capsys.readouterr().out)}
    assert cards["meta.reels"]["zones"][0]["bottom"] == 0.35
    assert cards["google.app"]["sources"]
    assert main(["templates", "placements"]) == 0
    told = capsys.readouterr().out
    assert "9:16 RTL top 7.9 %" in told
    assert "5-60 s" in told


def test_the_schema_is_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["templates", "schema"]) == 0
    assert _document(capsys)["properties"]["slots"]


def test_the_openapi_document_needs_no_server(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["openapi"]) == 0
    assert "/v1/render-jobs" in _document(capsys)["paths"]


def test_a_missing_data_folder_is_one_error(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["rank", "--data", str(tmp_path / "nowhere")]) == 1
    assert "nowhere" in capsys.readouterr().err


@pytest.mark.parametrize("ending", ["jpg", "png", "webp"])
def test_render_makes_a_checked_file(
    tmp_path: Path, ending: str, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / f"bill.{ending}"
    command = ["render", "bill", "--content", str(_content(tmp_path)), "--ratio", "1:1"]
    assert main([*command, "--locale", "ar-EG", "--out", str(out), "--json"]) == 0
    facts = _document(capsys)
    with Image.open(out) as picture:
        assert picture.size == (facts["width"], facts["height"]) == (1080, 1080)
    assert facts["bytes"] == out.stat().st_size
    assert {path.name for path in tmp_path.iterdir()} == {out.name, "art.png", "content.json"}


@pytest.mark.parametrize(
    ("changes", "options", "says", "code"),
    [
        ({}, ["--out", "bill.bmp"], "allowed: .jpeg, .jpg, .png, .webp, .gif, .mp4", 2),
        ({}, ["--out", "bill.mp4"], "static template", 2),
        ({}, ["--out", "bill.gif"], "static template", 2),
        ({}, ["--out", "bill.webp", "--format", "animated-webp"], "static template", 2),
        ({}, ["--out", "bill.jpg", "--format", "png"], "allowed: .png", 2),
        ({}, ["--format", "bmp"], "'bmp' is no format", 1),
        ({}, ["--poster", "poster.jpg"], "beside a video", 2),
        ({}, ["--placement", "google.app", "--out", "bill.webp"], "allowed: jpg, png", 1),
        ({}, ["--out", "nowhere/bill.jpg"], "no such folder", 2),
        ({}, ["--ratio", "wide"], "'wide'", 1),
        ({}, ["--locale", "klingon!"], "klingon", 1),
        ({}, ["--at", "3"], "--at", 2),
        ({"artwork": "missing.png"}, [], "missing.png", 1),
        ({"artwork": "content.json"}, [], "allowed: ", 1),
        ({"headline": "Hello"}, [], "artist, artwork, call", 1),
        ({"artist": None}, [], "content.json: artist", 1),
        ({"artist": "\U00012000"}, [], "U+12000", 1),
    ],
)
def test_render_says_what_is_wrong_and_leaves_nothing(
    tmp_path: Path,
    changes: dict[str, Any],
    options: list[str],
    says: str,
    code: int,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    content = str(_content(tmp_path, **changes))
    assert main(["render", "bill", "--content", content, "--out", "bill.jpg", *options]) == code
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.startswith("error: ") and says in printed.err
    assert len(printed.err.splitlines()) == 1
    assert {path.name for path in tmp_path.iterdir()} <= {"art.png", "content.json", "home"}


def test_an_export_becomes_a_template_and_a_report(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "square"
    command = ["templates", "import-lottie", str(EXPORTS / "quote.json"), "--out", str(folder)]
    assert main([*command, "--title", "Quoted", "--json"]) == 0
    made = _document(capsys)
    assert made["files"] == ["animation.json", "template.yaml"]
    assert {"layer", "kind", "outcome", "detail"} == made["findings"][0].keys()
    assert main(["templates", "show", f"{folder}/", "--json"]) == 0
    assert _document(capsys)["title"] == "Quoted"
    assert main([*command]) == 2
    assert "a folder that is not yet" in capsys.readouterr().err


def test_an_import_is_there_whole_or_not_at_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "square"

    def killed(made: Path) -> None:
        assert (made / "template.yaml").is_file()
        assert not folder.exists()
        raise KeyboardInterrupt

    monkeypatch.setattr("templates.catalogue.load_template", killed)
    assert main(["templates", "import-lottie", str(EXPORTS / "quote.json"), "--out", str(folder)])
    assert not {path.name for path in tmp_path.iterdir()} - {"home"}


def test_watching_outlives_the_folder_of_its_sheet(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    out.mkdir()

    def saves(_paths: object) -> Iterator[None]:
        yield
        out.rename(tmp_path / "gone")
        yield
        out.mkdir()
        yield
        raise KeyboardInterrupt

    monkeypatch.setattr("api.workbench.watch.changes", saves)
    command = ["templates", "preview", "spotlight", "--ratio", "1:1", "--locale", "en", "--watch"]
    assert main([*command, "--out", str(out / "page.html")]) == 0
    lines = capsys.readouterr().err.splitlines()
    assert [line.startswith("error: ") for line in lines] == [False, True, False]
    assert 'http-equiv="refresh"' not in (out / "page.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("text", "options", "says", "code"),
    [
        ("{", [], "a.json: no valid JSON", 1),
        ("{}", [], "a.json: w: None", 1),
        (None, ["--fit", "stretch"], "canvas.fit", 1),
        (None, ["--background", "red"], "background", 1),
        (None, ["--poster", "99"], "poster_s", 1),
        (None, ["--id", "Big Name"], "id: 'Big Name'", 1),
        (None, ["--id", "one", "--out", "two"], "a folder named 'one'", 2),
    ],
)
def test_an_import_that_fails_leaves_nothing(
    tmp_path: Path,
    text: str | None,
    options: list[str],
    says: str,
    code: int,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    found = (EXPORTS / "quote.json").read_text(encoding="utf-8") if text is None else text
    Path("a.json").write_text(found, encoding="utf-8")
    assert main(["templates", "import-lottie", "a.json", *options]) == code
    printed = capsys.readouterr()
    assert printed.out == ""
    assert says in printed.err
    assert [path.name for path in tmp_path.iterdir()] == ["a.json"]


@pytest.mark.parametrize("command", [["list"], ["show", "x"], ["watch", "x"], ["cancel", "x"]])
def test_jobs_without_a_farm_say_how_to_get_one(
    command: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["jobs", *command]) == 1
    assert "handbill up" in capsys.readouterr().err


def test_jobs_of_a_farm_that_does_not_answer(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HANDBILL_API_URL", "http://127.0.0.1:9")
    assert main(["jobs", "list"]) == 1
    assert "http://127.0.0.1:9: no answer" in capsys.readouterr().err


def test_the_database_goes_into_a_file_and_comes_back(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    home, copy = tmp_path / "home", tmp_path / "farm.backup"
    home.mkdir()
    database = home / "handbill.db"
    SqlJobStore(sqlite_url(database)).close()
    assert main(["farm", "backup", str(copy)]) == 0
    assert main(["farm", "restore", str(copy)]) == 1
    assert "empty database" in capsys.readouterr().err
    database.unlink()
    assert main(["farm", "restore", str(copy)]) == 0
    with SqlJobStore(sqlite_url(database)) as store:
        assert store.jobs() == ()


def test_data_check_writes_a_report_and_the_rejects(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = tmp_path / "data"
    data.mkdir()
    (data / "catalog.csv").write_text("artist_id,name,genre,artwork\na1,Layla,,a.jpg\na2,,,b.jpg\n")
    (data / "markets.csv").write_text("market,locales,currency,daily_budget\nEG,ar,EGP,5\n")
    page, figures, rejects = tmp_path / "out/q.html", tmp_path / "out/q.json", tmp_path / "rejects"
    assert main(["data", "check", str(data), "--report", str(page), "--rejects", str(rejects)]) == 1
    assert main(["data", "check", str(data), "--report", str(figures), "--json"]) == 1
    assert "Data quality of" in page.read_text(encoding="utf-8")
    assert json.loads(figures.read_text())["tables"][0]["rejected"] == 1
    assert "a2" in (rejects / "catalog.rejects.csv").read_text()
    assert '"row": 3' in capsys.readouterr().out
    assert main(["data", "check", str(data), "--report", str(tmp_path / "q.pdf")]) == 1
    assert "allowed: .html or .json" in capsys.readouterr().err
