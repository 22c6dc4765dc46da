"""Work for the farm, sent over HTTP as a client would that wants an answer whatever happens."""

import io
import random
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import Any

import httpx
from PIL import Image

_STILLS = ("spotlight", "billboard")
_RATIOS = ("1:1", "4:5", "9:16", "1.91:1")
_LOCALES = ("en", "ar-EG", "ja")
_VIDEO_EACH = 12  # jobs
_RETRY_S = 0.3


@dataclass(slots=True)
class Load:
    """Submits jobs as long as few tasks are open, from `start` until `finish`.

    open_tasks: how many are, None when nobody knows. accepted: job id → its tasks, as the API
    acknowledged them; refused: answers that no client could live with.
    """

    urls: Sequence[str]
    seed: int
    open_tasks: Callable[[], int | None]
    backlog: int = 40
    videos: bool = True
    accepted: dict[str, int] = field(default_factory=dict)
    refused: list[str] = field(default_factory=list)
    retried: int = 0
    _done: threading.Event = field(default_factory=threading.Event)
    _thread: threading.Thread | None = None
    _dice: random.Random = field(init=False)

    def __post_init__(self) -> None:
        self._dice = random.Random(self.seed)  # noqa: S311 - must come again

    def start(self) -> None:
        """Begin to submit, in a thread."""
        self._thread = threading.Thread(target=self._run, name="load")
        self._thread.start()

    def finish(self) -> None:
        """Submit no more; returns once the last answer is there."""
        self._done.set()
        if self._thread is not None:
            self._thread.join()

    @property
    def tasks(self) -> int:
        """How many were acknowledged."""
        return sum(self.accepted.values())

    def _run(self) -> None:
        with httpx.Client(timeout=20) as http:
            picture = self._picture(http)
            for number in count():
                while not self._done.is_set() and not self._wanted():
                    self._done.wait(0.1)
                if self._done.is_set():
                    return
                self._submit(http, picture, number)

    def _wanted(self) -> bool:
        waiting = self.open_tasks()
        return waiting is None or waiting < self.backlog

    def _picture(self, http: httpx.Client) -> str:
        side = self._dice.randrange(700, 900)
        file = io.BytesIO()
        Image.radial_gradient("L").resize((side, side)).convert("RGB").save(file, "JPEG")
        key: str = self._post(http, "/v1/inputs", content=file.getvalue())["key"]
        return key

    def _submit(self, http: httpx.Client, picture: str, number: int) -> None:
        moving = self.videos and number % _VIDEO_EACH == 1
        name = f"Soak {self._dice.getrandbits(40):x}"
        body = {
            "template": "kinetic" if moving else self._dice.choice(_STILLS),
            "content": {"name": name, "artwork": picture},
            "ratios": ["1:1"] if moving else _RATIOS,
            "locales": ["en", "de"] if moving else _LOCALES,
            "priority": self._dice.randrange(3),
        }
        headers = {"Idempotency-Key": f"soak-{number}-{name}"}
        answer = self._post(http, "/v1/render-jobs", json=body, headers=headers)
        if answer:
            self.accepted[answer["id"]] = answer["total"]

    def _post(self, http: httpx.Client, path: str, **request: Any) -> dict[str, Any]:
        """The answer, asked for until there is one; the same token makes it the same job."""
        for url in self._places():
            try:
                answer = http.post(f"{url}{path}", **request)
            except httpx.TransportError:
                pass  # nobody there, or gone before the answer
            else:
                if answer.is_success:
                    document: dict[str, Any] = answer.json()
                    return document
                if answer.status_code < 500:
                    self.refused.append(f"{path}: {answer.status_code} {answer.text}")
                    return {}
            self.retried += 1
            if self._done.wait(_RETRY_S):
                break
        return {}

    def _places(self) -> Iterator[str]:
        while True:
            yield from self.urls
