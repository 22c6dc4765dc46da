from pathlib import Path

from render_farm.ray_room.temp_dir import ray_temp_dir


def test_the_folder_is_short_private_and_goes_away() -> None:
    with ray_temp_dir() as folder:
        assert len(str(folder)) < 20
        assert folder.stat().st_mode & 0o077 == 0
        (folder / "session").mkdir()
    assert not folder.exists()


def test_only_folders_whose_program_is_gone_are_removed(tmp_path: Path) -> None:
    orphan, stranger = tmp_path / "hb-orphan", tmp_path / "hb-not-ours"
    for folder in (orphan, stranger):
        (folder / "session").mkdir(parents=True)
    (orphan / "handbill.lock").touch()
    with ray_temp_dir(tmp_path) as used, ray_temp_dir(tmp_path) as other:
        assert not orphan.exists()
        assert stranger.exists()
        assert used.exists()
        assert other.exists()
    assert list(tmp_path.iterdir()) == [stranger]
