"""Tasks → results in threads of this process: the crew's in-process twin."""

from render_farm.local_room.crew import LocalCrew

__all__ = ["LocalCrew"]
