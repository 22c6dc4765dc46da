import stat
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from deploy.local.layout import LayoutError, layout_of


def test_the_layout_of_a_folder_stays_as_it_was_made() -> None:
    with TemporaryDirectory(dir="/tmp") as folder:
        first = layout_of(Path(folder), farms=2)
        assert layout_of(Path(folder), farms=2) == first
        ports = {first.head, first.ray_client, first.database, *first.apis, first.store.s3}
        assert len(ports) == 6
        assert max(ports) < 32_768
        assert stat.S_IMODE((Path(folder) / "layout.json").stat().st_mode) == 0o600
        assert first.password not in repr(first)
        with pytest.raises(LayoutError, match=r"has 2 drivers, not 1 \(allowed: as many"):
            layout_of(Path(folder))


def test_a_path_too_long_for_sockets_is_refused(tmp_path: Path) -> None:
    with pytest.raises(LayoutError, match=r"too long a path \(allowed: 34 characters\)"):
        layout_of(tmp_path / "a folder deep below another one")
