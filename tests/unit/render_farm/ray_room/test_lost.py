from ray.exceptions import ActorUnavailableError, RayTaskError

from render_farm.crew import WorkerLost
from render_farm.errors import PaintError
from render_farm.ray_room.lost import worker_lost

DIED = """The actor died unexpectedly before finishing this task.
\tclass_name: RenderWorker
\tactor_id: ee49456a8026045dc4d8cc9001000000
\tpid: 10802
\tname: handbill:1
\tnamespace: x
\tip: 192.0.2.2
The actor is dead because its worker process has died. Worker exit type: SYSTEM_ERROR Worker exit \
detail: Worker unexpectedly exits with a connection error code 2. End of file. Some common causes \
include: (1) the process was killed by the OOM killer due to high memory usage, (2) ..."""


def test_of_rays_account_the_known_is_kept() -> None:
    lost = worker_lost(RuntimeError(DIED), worker="renderer-1")
    assert str(lost) == (
        "renderer-1: The actor is dead because its worker process has died. Worker exit type: "
        "SYSTEM_ERROR Worker exit detail: Worker unexpectedly exits with a connection error code "
        "2. End of file."
    )


def in_ray(cause: Exception) -> RayTaskError:
    return RayTaskError("open", "Traceback ...", cause)  # type: ignore[no-untyped-call]  # Ray's


def test_an_error_of_ours_is_told_without_rays_traceback() -> None:
    error = in_ray(PaintError("no fonts here", where="fonts/"))
    assert str(worker_lost(error, worker="renderer-1")) == "renderer-1: fonts/: no fonts here"


def test_a_refusal_stays_what_it_is() -> None:
    refusal = WorkerLost("another driver has adopted it", where="renderer-1")
    assert worker_lost(in_ray(refusal), worker="renderer-1") is refusal


def test_other_accounts_are_bounded() -> None:
    lost = worker_lost(ActorUnavailableError("x" * 9000, None), worker="renderer-1")
    assert lost.what.startswith("The actor None is unavailable: xxx")
    assert len(lost.what) == 500
