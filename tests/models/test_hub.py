"""Models from the hub: pinned, found without asking, every failure in words with a remedy.  Nothing is downloaded."""

from __future__ import annotations

import errno
import shutil
from pathlib import Path

import httpx2
import pytest
from huggingface_hub import constants, errors

from models.errors import BackendUnavailableError
from models.hub import BIREFNET_LITE, COMMIT, UNKNOWN_LICENCE, HubModel, choose_model, fetch_model, find_model

PINNED = HubModel(id="acme/cutter", commit="a" * 40)


def hub_error(kind: type[errors.HfHubHTTPError], status: int) -> errors.HfHubHTTPError:
    request = httpx2.Request("GET", "https://huggingface.co/acme/cutter")
    return kind("the hub says no", response=httpx2.Response(status, request=request))


def refused(monkeypatch: pytest.MonkeyPatch, error: Exception) -> BackendUnavailableError:
    """What a user is told when the download ends with `error`."""

    def download(*args: object, **options: object) -> str:
        raise error

    monkeypatch.setattr("huggingface_hub.snapshot_download", download)
    with pytest.raises(BackendUnavailableError) as caught:
        fetch_model(PINNED)
    assert caught.value.__cause__ is error
    return caught.value


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty cache of the hub's client, which may not go online."""
    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path))
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)
    return tmp_path


@pytest.mark.parametrize(
    ("error", "message", "remedy"),
    [
        (hub_error(errors.GatedRepoError, 403), "accept its terms", "hf auth login"),
        (hub_error(errors.RepositoryNotFoundError, 404), "no model called acme/cutter", "WARHOL_LARGE_MASKER"),
        (hub_error(errors.RevisionNotFoundError, 404), "no commit aaaaaaaaaaaa", "WARHOL_LARGE_MASKER_REVISION"),
        (hub_error(errors.HfHubHTTPError, 503), "could not be downloaded", "try again"),
        (errors.LocalEntryNotFoundError("nothing cached"), "could not be downloaded", "connection"),
        (httpx2.ConnectError("refused"), "could not be downloaded", "connection"),
        (OSError(errno.ENOSPC, "No space left on device"), "disk is full", "HF_HOME"),
        (RuntimeError("Data processing error: No space left on device (os error 28)"), "disk is full", "HF_HOME"),
        (PermissionError(errno.EACCES, "denied"), "cannot be written", "HF_HOME"),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else "",
)
def test_a_failed_download_says_why_and_what_to_do(
    monkeypatch: pytest.MonkeyPatch, error: Exception, message: str, remedy: str
) -> None:
    told = refused(monkeypatch, error)
    assert message in told.message
    assert remedy in told.remedy


def test_a_full_disk_is_seen_behind_another_error(monkeypatch: pytest.MonkeyPatch) -> None:
    try:
        try:
            raise OSError(errno.ENOSPC, "full")
        except OSError as cause:
            raise RuntimeError("download failed") from cause
    except RuntimeError as error:
        assert "disk is full" in refused(monkeypatch, error).message


def test_offline_and_not_here_names_both_ways_out(cache: Path) -> None:
    with pytest.raises(BackendUnavailableError, match="switched off") as caught:
        fetch_model(PINNED)
    assert "HF_HUB_OFFLINE" in caught.value.remedy
    assert "folder" in caught.value.remedy
    assert find_model(PINNED) is None


def test_offline_and_here_is_found(cache: Path, tiny_model: Path) -> None:
    snapshot = cache / "models--acme--cutter" / "snapshots" / PINNED.commit
    shutil.copytree(tiny_model, snapshot)
    assert fetch_model(PINNED) == find_model(PINNED) == snapshot
    assert find_model(HubModel(id=PINNED.id, commit="b" * 40)) is None


def test_a_folder_is_taken_as_it_is(tiny_model: Path) -> None:
    assert fetch_model(HubModel(id=str(tiny_model))) == find_model(HubModel(id=str(tiny_model))) == tiny_model


@pytest.mark.parametrize("id", ["/nowhere/model", "../../nowhere", "a/b/c", "", "acme/cut ter", "acme/cutter\n"])
def test_what_is_no_id_is_no_model(cache: Path, id: str) -> None:
    model = HubModel(id=id, commit=PINNED.commit)
    assert find_model(model) is None
    with pytest.raises(BackendUnavailableError, match="no model called") as caught:
        fetch_model(model)
    assert caught.value.remedy


@pytest.mark.parametrize("commit", ["", "main", "aa62cd8", "A" * 40, "a" * 41])
def test_only_a_full_commit_will_do(cache: Path, commit: str) -> None:
    with pytest.raises(BackendUnavailableError, match="commit") as caught:
        fetch_model(HubModel(id=PINNED.id, commit=commit))
    assert "WARHOL_LARGE_MASKER_REVISION" in caught.value.remedy


def test_the_default_is_pinned_and_others_have_no_known_licence() -> None:
    assert COMMIT.fullmatch(BIREFNET_LITE.commit)
    assert len(BIREFNET_LITE.sha256) == 64
    assert choose_model(BIREFNET_LITE.id, "", BIREFNET_LITE) == BIREFNET_LITE
    assert choose_model(BIREFNET_LITE.id, BIREFNET_LITE.commit, BIREFNET_LITE) == BIREFNET_LITE
    for id, commit in ((BIREFNET_LITE.id, "b" * 40), ("acme/cutter", BIREFNET_LITE.commit)):
        other = choose_model(id, commit, BIREFNET_LITE)
        assert (other.id, other.commit, other.sha256, other.licence) == (id, commit, "", UNKNOWN_LICENCE)
