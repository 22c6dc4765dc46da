from pathlib import Path

from render_farm.owned_folder import owned_folder


def test_the_folder_is_short_private_and_goes_away(tmp_path: Path) -> None:
    with owned_folder(tmp_path) as folder:
        assert len(folder.name) < 16
        assert folder.stat().st_mode & 0o077 == 0
        (folder / "session").mkdir()
    assert not folder.exists()


def test_only_folders_whose_program_is_gone_are_removed(tmp_path: Path) -> None:
    orphan, stranger = tmp_path / "hb-orphan", tmp_path / "hb-not-ours"
    for folder in (orphan, stranger):
        (folder / "session").mkdir(parents=True)
    (orphan / "handbill.lock").touch()
    with owned_folder(tmp_path) as used, owned_folder(tmp_path) as other:
        assert not orphan.exists()
        assert stranger.exists()
        assert used.exists()
        assert other.exists()
    assert list(tmp_path.iterdir()) == [stranger]
