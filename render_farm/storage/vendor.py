"""botocore's errors → ours, at the edge where they arise."""

from collections.abc import Iterator
from contextlib import contextmanager

from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    FlexibleChecksumError,
    HTTPClientError,
    IncompleteReadError,
    NoCredentialsError,
    PartialCredentialsError,
)
from botocore.exceptions import ConnectionError as BotoConnectionError
from botocore.parsers import ResponseParserError

from render_farm.storage.errors import (
    ETagConflict,
    ObjectCorrupt,
    ObjectMissing,
    StorageError,
    StoreDenied,
    StoreFull,
    StoreUnfit,
    StoreUnreachable,
)

_FULL_CODES = frozenset({"XMinioStorageFull", "QuotaExceeded", "InsufficientCapacity"})
# Said with a status that would not be tried again; the rest of those worth it come as 5xx or 429.
_BUSY_CODES = frozenset({"RequestTimeout", "RequestTimeoutException", "SlowDown", "Throttling"})
_CORRUPT_CODES = frozenset({"BadDigest", "XAmzContentSHA256Mismatch", "InvalidDigest"})
# No answer, half of one, or one that is not the store's: a proxy's page in place of XML.
_SILENCE = (HTTPClientError, BotoConnectionError, IncompleteReadError, ResponseParserError)


@contextmanager
def vendor_errors(where: str) -> Iterator[None]:
    """Raise the farm's storage errors in place of botocore's; `where` names bucket and key."""
    try:
        yield
    except ClientError as error:
        raise _of_answer(error, where) from error
    except (NoCredentialsError, PartialCredentialsError) as error:
        raise StoreDenied(
            str(error), where=where, allowed="an access key and its secret"
        ) from error
    except _SILENCE as error:
        raise StoreUnreachable(f"the store does not answer: {error}", where=where) from error
    except FlexibleChecksumError as error:
        raise ObjectCorrupt(f"garbled on its way: {error}", where=where) from error
    except BotoCoreError as error:
        raise StorageError(str(error), where=where) from error


def status_of(error: ClientError) -> int:
    """Give the HTTP status of an answer; 0 when there was none."""
    return int(error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0))


def _of_answer(error: ClientError, where: str) -> StorageError:
    code = str(error.response.get("Error", {}).get("Code", ""))
    status = status_of(error)
    what = f"{error.operation_name} was answered {status} {code}".rstrip()
    if code == "NoSuchBucket":
        return StoreUnfit("there is no such bucket", where=where, allowed="an existing bucket")
    if code in _CORRUPT_CODES:
        return ObjectCorrupt(what, where=where, allowed="the body of its sha256")
    if code in _BUSY_CODES:
        return StoreUnreachable(what, where=where)
    if _is_full(error.operation_name, code, status):
        return StoreFull(f"{what}: its disk may be full", where=where)
    return _kind_by_status(status)(what, where=where)


def _is_full(operation: str, code: str, status: int) -> bool:
    """SeaweedFS answers a write to a full disk with a bare 500."""
    return code in _FULL_CODES or status == 507 or (status == 500 and operation == "PutObject")


def _kind_by_status(status: int) -> type[StorageError]:
    if status in (401, 403):
        return StoreDenied
    if status == 404:
        return ObjectMissing
    if status in (409, 412):
        return ETagConflict
    return StoreUnreachable if status >= 500 or status in (0, 408, 429) else StorageError
