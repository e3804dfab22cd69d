"""A real server that speaks S3 (versitygw), for as long as a test needs one.

with S3Server(folder) as s3:
    s3.client().put_object(Bucket=s3.bucket, Key="a", Body=b"b")
"""

import os
import urllib.error
import urllib.request
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import boto3
from botocore.config import Config

from dev import ports, s3_binary
from dev.child import Child
from dev.readiness import wait_until_ready

PATIENCE_SECONDS = 20.0


class S3Server:
    """Of one bucket, on a port of this machine; its objects are files in the folder.

    Args:
        folder: empty; what is in it outlives the server.
        keeps_versions: of what is overwritten or deleted, as some buckets do.
        can_keep_versions: once it is told to.
    """

    access_key = "rooms-tests"
    secret_key = "only-for-tests-only-for-tests"
    region = "us-east-1"
    bucket = "recordings"

    def __init__(
        self, folder: Path, *, keeps_versions: bool = False, can_keep_versions: bool = False
    ) -> None:
        self.folder = folder
        self.port = ports.choose()
        self._keeps_versions = keeps_versions
        for name in ("objects", "versions", "facts"):
            (folder / name).mkdir(parents=True, exist_ok=True)
        has_versions = keeps_versions or can_keep_versions
        options = ["--versioning-dir", str(folder / "versions")] if has_versions else []
        # What it knows of an object lies beside it: not every file system keeps attributes.
        options += ["--sidecar", str(folder / "facts")]
        self._child = Child(
            "versitygw",
            [
                s3_binary.find_or_build(),
                *("--port", f"127.0.0.1:{self.port}", "--region", self.region, "--quiet"),
                *("posix", *options, str(folder / "objects")),
            ],
            log=folder / "versitygw.log",
            environment={
                "PATH": os.environ["PATH"],
                "ROOT_ACCESS_KEY": self.access_key,
                "ROOT_SECRET_KEY": self.secret_key,
            },
        )

    @property
    def endpoint(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def options(self) -> dict[str, Any]:
        """Of django-storages' S3Storage."""
        return {
            "bucket_name": self.bucket,
            "access_key": self.access_key,
            "secret_key": self.secret_key,
            "endpoint_url": self.endpoint,
            "region_name": self.region,
            "addressing_style": "path",
        }

    def client(self) -> Any:
        """boto3's, with all rights."""
        return boto3.client(
            "s3",
            endpoint_url=self.endpoint,
            aws_access_key_id=self.access_key,
            aws_secret_access_key=self.secret_key,
            region_name=self.region,
            config=Config(s3={"addressing_style": "path"}, retries={"total_max_attempts": 1}),
        )

    def start(self) -> None:
        """Start it, and make the bucket where there is none."""
        self._child.start()
        wait_until_ready(self._child, self._answers, within=PATIENCE_SECONDS)
        client = self.client()
        if not (self.folder / "objects" / self.bucket).exists():
            client.create_bucket(Bucket=self.bucket)
            if self._keeps_versions:
                client.put_bucket_versioning(
                    Bucket=self.bucket, VersioningConfiguration={"Status": "Enabled"}
                )

    def stop(self) -> None:
        """As when the storage is down: nobody answers at its address."""
        self._child.stop(within=5)

    def stored_keys(self) -> list[str]:
        """All objects that are there now."""
        found = self.client().list_objects_v2(Bucket=self.bucket)
        return [row["Key"] for row in found.get("Contents", [])]

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._child.kill()

    def _answers(self) -> bool:
        try:
            urllib.request.urlopen(f"{self.endpoint}/", timeout=2)
        except urllib.error.HTTPError:
            return True  # it asks who we are: it is there
        except OSError:
            return False
        return True
