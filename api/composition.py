"""Settings → the house: the one place where parts are made and put together."""

import hashlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import partial

from sqlalchemy.exc import ArgumentError

from api.ending import closed_whole
from api.errors import SettingsError
from api.farm import JoinedFarm, OpenRoom, QueueFarm
from api.house import Farm, House
from api.metrics import PrometheusMeter, dispatcher_meter
from api.reach import ray_cluster
from api.running import Running, find_running, only_farm
from api.settings import Settings, describe
from render_farm.closing import write_closing
from render_farm.dispatch import DispatcherSettings
from render_farm.local_room import LocalCrew
from render_farm.owned_folder import owned_folder
from render_farm.queue import JobStore, MemoryJobStore, SqlJobStore
from render_farm.storage import (
    MemoryStore,
    ObjectStore,
    S3Settings,
    S3Store,
    SeaweedServer,
    probe,
)
from render_farm.storage.seaweed_command import load_credentials
from render_farm.submission import Submission
from render_farm.toolchain import this_toolchain
from render_farm.worker import Workshop, WorkshopSettings, open_workshop
from templates import open_library
from templates.text import FontLibrary


@contextmanager
def open_house(settings: Settings) -> Iterator[House]:
    """All that `settings` ask for, closed in reverse order on the way out; main thread only.

    Storage is up when this yields; Ray comes up at `House.start`. Raises SettingsError,
    StorageError, QueueError, TemplatesError.
    """
    cluster = ray_cluster(settings)
    settings.data_home.mkdir(parents=True, exist_ok=True, mode=0o700)
    with closed_whole() as parts:
        storage = _open_storage(settings, parts)
        store = S3Store(storage)
        parts.callback(store.close)
        jobs = parts.enter_context(_open_jobs(settings))
        open_room = partial(_ray_room, settings, storage, cluster)
        meter = dispatcher_meter()
        farm = QueueFarm(
            open_room=open_room,
            jobs=jobs,
            settings=DispatcherSettings(limit=settings.workers),
            store_answers=partial(_answers, store),
            alone=settings.database_url is None,
            close=partial(write_closing, jobs=jobs, store=store),
            meter=meter,
        )
        yield _house(
            settings,
            store=store,
            storage_url=storage.endpoint_url or "Amazon S3",
            jobs=jobs,
            farm=parts.enter_context(farm),
            meter=meter,
        )


@contextmanager
def open_or_join_house(settings: Settings) -> Iterator[House]:
    """The house of the farm that runs in this data home; where none runs, one of our own.

    Whoever joins shares storage and database, and leaves the work to the farm's renderers.
    """
    running = find_running(settings.data_home)
    if running is None:
        with only_farm(settings.data_home), open_house(settings) as house:
            yield house
        return
    with ExitStack() as parts:
        storage = _joined_storage(settings, running)
        store = S3Store(storage)
        parts.callback(store.close)
        jobs = parts.enter_context(_open_jobs(settings))
        farm = JoinedFarm(running, jobs=jobs, data_home=settings.data_home)
        yield _house(settings, store=store, storage_url=running.storage_url, jobs=jobs, farm=farm)


@contextmanager
def memory_house(settings: Settings) -> Iterator[House]:
    """The house on its in-memory twins: nothing outside this process, nothing that stays.

    For tools and tests. Renders in threads; the scratch folder is the data home.
    """
    store, jobs = MemoryStore(), MemoryJobStore()
    settings.data_home.mkdir(parents=True, exist_ok=True, mode=0o700)

    def open_renderer() -> Workshop:
        fonts = FontLibrary.packaged(folders=settings.font_folders)
        return Workshop(store=store, fonts=fonts, scratch=settings.data_home)

    @contextmanager
    def open_room() -> Iterator[OpenRoom]:
        yield OpenRoom(crew=LocalCrew(open_renderer))

    with QueueFarm(
        open_room=open_room,
        jobs=jobs,
        settings=DispatcherSettings(limit=settings.workers),
        store_answers=partial(_answers, store),
        alone=True,
        close=partial(write_closing, jobs=jobs, store=store),
    ) as farm:
        yield _house(settings, store=store, storage_url="this process", jobs=jobs, farm=farm)


def _house(
    settings: Settings,
    *,
    store: ObjectStore,
    storage_url: str,
    jobs: JobStore,
    farm: Farm,
    meter: PrometheusMeter | None = None,
) -> House:
    fonts = FontLibrary.packaged(folders=settings.font_folders)
    return House(
        settings=settings,
        store=store,
        storage_url=storage_url,
        bucket=settings.s3_bucket,
        jobs=jobs,
        library=open_library(folders=settings.template_folders),
        fonts=fonts,
        submission=Submission(store=store, jobs=jobs, fonts=fonts, toolchain=this_toolchain(fonts)),
        farm=farm,
        meter=meter or PrometheusMeter(),
    )


def _answers(store: ObjectStore) -> bool:
    """Whether the store answers. Raises StorageError, which is no answer."""
    store.head("readiness")
    return True


def _open_jobs(settings: Settings) -> SqlJobStore:
    try:
        return SqlJobStore(settings.database)
    except (ArgumentError, ImportError) as error:
        # The URL may hold a password, so that it is not repeated here.
        what = "no URL" if isinstance(error, ArgumentError) else f"no driver: {error}"
        raise SettingsError(
            what,
            where="HANDBILL_DATABASE_URL",
            allowed=f"{describe('database_url')}, such as sqlite:////var/lib/handbill/farm.db",
        ) from error


def _open_storage(settings: Settings, parts: ExitStack) -> S3Settings:
    """The S3 that is named, probed; else a server of our own in the data home."""
    if settings.s3_endpoint is None:
        folder = settings.data_home / "storage"
        return parts.enter_context(SeaweedServer(folder, bucket=settings.s3_bucket)).settings
    storage = _named_storage(settings, settings.s3_endpoint)
    store = S3Store(storage)
    parts.callback(store.close)
    probe(store)
    return storage


def _named_storage(settings: Settings, endpoint: str) -> S3Settings:
    access, secret = settings.s3_access_key, settings.s3_secret_key
    return S3Settings(
        endpoint_url=endpoint,
        bucket=settings.s3_bucket,
        access_key=access.get_secret_value() if access else None,
        secret_key=secret.get_secret_value() if secret else None,
        region=settings.s3_region,
    )


def _joined_storage(settings: Settings, running: Running) -> S3Settings:
    if settings.s3_endpoint is not None:
        return _named_storage(settings, settings.s3_endpoint)
    secrets = load_credentials(settings.data_home / "storage")
    return S3Settings(
        endpoint_url=running.storage_url,
        bucket=settings.s3_bucket,
        access_key=secrets.access_key,
        secret_key=secrets.secret_key,
    )


@contextmanager
def _ray_room(settings: Settings, storage: S3Settings, cluster: str | None) -> Iterator[OpenRoom]:
    """Ray with our actors: embedded, or on a running cluster."""
    # Ray takes a second to import, and a campaign whose files are all there needs none.
    from render_farm.ray_room import (  # noqa: PLC0415
        CrewSettings,
        RayCrew,
        RayMeter,
        RaySettings,
        metrics_targets,
        ray_session,
    )

    ray = RaySettings(
        state_dir=settings.data_home,
        address=cluster,
        cpus=settings.workers,
        dashboard=settings.dashboard,
    )
    with owned_folder(settings.data_home / "scratch") as scratch, ray_session(ray) as session:
        workshop = WorkshopSettings(
            storage=storage,
            scratch=str(scratch) if cluster is None else None,
            brand_fonts=tuple(str(folder) for folder in settings.font_folders),
            core_hour_cost=settings.core_hour_cost,
            log=settings.log,
        )
        crew = RayCrew(
            partial(open_workshop, workshop, RayMeter),
            CrewSettings(
                namespace=None if cluster is None else _namespace(settings, storage),
                memory_bytes=settings.worker_memory * 1_000_000,
            ),
        )
        yield OpenRoom(
            crew=crew, dashboard_url=session.dashboard_url, metrics_targets=metrics_targets
        )


def _namespace(settings: Settings, storage: S3Settings) -> str:
    """Where this farm's actors are found again; another farm of the cluster has its own."""
    farm = f"{settings.database} {storage.endpoint_url} {storage.bucket}"
    return f"handbill-{hashlib.sha256(farm.encode()).hexdigest()[:12]}"
