import pytest
from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    EndpointConnectionError,
    FlexibleChecksumError,
    IncompleteReadError,
    NoCredentialsError,
    ReadTimeoutError,
    ResponseStreamingError,
)
from botocore.parsers import ResponseParserError

from render_farm.storage import (
    ETagConflict,
    ObjectCorrupt,
    ObjectMissing,
    StorageError,
    StoreDenied,
    StoreFull,
    StoreUnfit,
    StoreUnreachable,
)
from render_farm.storage.vendor import vendor_errors


def answer(status: int, code: str = "", operation: str = "GetObject") -> ClientError:
    return ClientError(
        {"Error": {"Code": code}, "ResponseMetadata": {"HTTPStatusCode": status}},  # type: ignore[typeddict-item]  # an answer has more, which nobody reads here
        operation,
    )


@pytest.mark.parametrize(
    ("error", "kind", "retryable"),
    [
        (answer(404, "NoSuchKey"), ObjectMissing, False),
        (answer(404, "NoSuchBucket"), StoreUnfit, False),
        (answer(403, "SignatureDoesNotMatch"), StoreDenied, False),
        (answer(412, "PreconditionFailed", "PutObject"), ETagConflict, False),
        (answer(400, "BadDigest", "PutObject"), ObjectCorrupt, True),
        (answer(400, "InvalidRequest"), StorageError, False),
        (answer(500, "InternalError", "PutObject"), StoreFull, True),
        (answer(507, "", "PutObject"), StoreFull, True),
        (answer(403, "QuotaExceeded", "PutObject"), StoreFull, True),
        (answer(500, "InternalError"), StoreUnreachable, True),
        (answer(503, "SlowDown", "PutObject"), StoreUnreachable, True),
        (answer(429, "TooManyRequests"), StoreUnreachable, True),
        (answer(400, "RequestTimeout", "PutObject"), StoreUnreachable, True),
        (ResponseParserError("<html>bad gateway"), StoreUnreachable, True),
        (IncompleteReadError(actual_bytes=1, expected_bytes=2), StoreUnreachable, True),
        (EndpointConnectionError(endpoint_url="http://s3"), StoreUnreachable, True),
        (ReadTimeoutError(endpoint_url="http://s3"), StoreUnreachable, True),
        (ResponseStreamingError(error="reset"), StoreUnreachable, True),
        (FlexibleChecksumError(error_msg="other checksum"), ObjectCorrupt, True),
        (NoCredentialsError(), StoreDenied, False),
        (BotoCoreError(), StorageError, False),
    ],
)
def test_vendor_errors_become_ours(
    error: Exception, kind: type[StorageError], retryable: bool
) -> None:
    with pytest.raises(StorageError, match="handbill/key") as caught, vendor_errors("handbill/key"):
        raise error
    assert type(caught.value) is kind
    assert caught.value.retryable is retryable
    assert caught.value.__cause__ is error


def test_other_errors_pass() -> None:
    with pytest.raises(ZeroDivisionError), vendor_errors("handbill/key"):
        raise ZeroDivisionError
