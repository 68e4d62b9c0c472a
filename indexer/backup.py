"""A copy of an index as one generation of it, made while others read and write; and an index put back from such a copy.

Files of an index never change once they are listed: a commit writes new ones and replaces the list. So a copy is the list and the
files in it, and it is whole when its checksums are right. Where a commit came between, some were gone, and it is made again.
"""

from __future__ import annotations

import ctypes
import os
import shutil
import tempfile
from pathlib import Path

from indexer import engines
from indexer.engines.whoosh.lock import WriteLock
from indexer.engines.whoosh.manifest import MANIFEST, read_manifest, sync
from indexer.errors import IndexDamaged, IndexProblem, SettingsError

TRIES = 20


def copy_index(source: Path, target: Path) -> int:
    """Copy the index in folder `source` to the new folder `target`; return the generation that was copied.

    `target` appears whole, or not at all. Raises IndexMissing, IndexDamaged, or SettingsError if `target` holds something already.
    """
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise SettingsError(f"{target} exists and is not empty: name a folder that is not there yet.")
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{target.name}-", dir=target.parent) as place:
        for _ in range(TRIES):
            copy = Path(place) / "index"
            shutil.rmtree(copy, ignore_errors=True)
            copy.mkdir()
            found = _copy_files(source, copy)
            if not found:
                break
        else:
            raise IndexDamaged(f"{source}: {found[0]}; run check, it says how to mend the index")
        with engines.open_reader(copy) as handle:
            generation = handle.reader().generation
        os.replace(copy, target)
        sync(target.parent)
    return generation


def _copy_files(source: Path, copy: Path) -> list[str]:
    """Copy one generation; return what is wrong with the copy."""
    names = read_manifest(source).files()
    try:
        for name in sorted({*names, MANIFEST}):
            shutil.copyfile(source / name, copy / name)
            sync(copy / name)
    except FileNotFoundError as error:
        return [f"{Path(str(error.filename)).name} is missing"]
    sync(copy)
    return engines.check(copy)


def restore_index(source: Path, target: Path) -> int:
    """Put the copy in folder `source` in the place of the index `target`; return its generation.

    Whoever is killed meanwhile leaves the index of before or the restored one. A server that reads `target` goes on with what it
    had until then. Raises IndexLocked while another process writes to it.
    """
    fresh = target.with_name(f".{target.name}-restored")
    shutil.rmtree(fresh, ignore_errors=True)
    generation = copy_index(source, fresh)
    if not target.exists():
        os.replace(fresh, target)
    else:
        try:
            lock = WriteLock(target)
        except IndexProblem:
            shutil.rmtree(fresh)
            raise
        try:
            _exchange(fresh, target)
        finally:
            lock.release()
        shutil.rmtree(fresh, ignore_errors=True)
    sync(target.parent)
    return generation


def _exchange(fresh: Path, target: Path) -> None:
    """Let two folders change places at once (Linux's renameat2), else one after the other."""
    here, exchange = -100, 2  # AT_FDCWD, RENAME_EXCHANGE
    rename = getattr(ctypes.CDLL(None), "renameat2", None)
    if rename is not None and rename(here, os.fsencode(fresh), here, os.fsencode(target), exchange) == 0:
        return
    old = target.with_name(f".{target.name}-replaced")
    shutil.rmtree(old, ignore_errors=True)
    os.replace(target, old)
    os.replace(fresh, target)
    shutil.rmtree(old, ignore_errors=True)
