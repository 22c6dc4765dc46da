from api.workbench.content import invented
from templates import open_library


def test_lists_say_what_the_sample_data_would() -> None:
    content = invented(open_library().get("tour"), "de", 0).sample.content
    assert content["cities"] == ("Kairo", "Berlin")
    assert content["venues"] == ("Flusstheater", "Leuchtturmhalle")
    assert content["dates"] == ("2026-09-23T20:30", "2026-09-28T20:30")
