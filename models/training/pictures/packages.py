# SPDX-License-Identifier: Apache-2.0
"""Fetches the Debian packages of sources.json through apt, which verifies them, and unpacks them without installing."""
import json
import subprocess
import zipfile
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

SOURCES = Path(__file__).parent / "sources.json"


@dataclass(frozen=True)
class Source:
    """Pictures of one kind in one package."""

    package: str
    version: str
    # photograph: of the world; texture: of surfaces, or painted; artwork: drawn or rendered; astronomy.
    kind: str
    licence: str
    include: tuple[str, ...]
    exclude: tuple[str, ...] = ()
    archive: str | None = None
    note: str = ""


def read_sources() -> list[Source]:
    entries = json.loads(SOURCES.read_text())["sources"]
    return [
        Source(**{key: tuple(value) if isinstance(value, list) else value for key, value in entry.items()})
        for entry in entries
    ]


def unpack(source: Source, folder: Path) -> Path:
    """The folder of the source's files, fetched and unpacked under `folder` where they are not there yet."""
    target = folder / f"{source.package}_{source.version.replace(':', '%3a')}"
    done = target.with_suffix(".complete")
    if not done.exists():
        downloads = folder / "packages"
        downloads.mkdir(parents=True, exist_ok=True)
        command = ["apt-get", "download", "-q", f"{source.package}={source.version}"]
        subprocess.run(command, cwd=downloads, check=True)
        [package] = downloads.glob(f"{source.package}_{source.version.replace(':', '%3a')}_*.deb")
        subprocess.run(["dpkg", "-x", str(package), str(target)], check=True)
        package.unlink()
        if source.archive:
            with zipfile.ZipFile(target / source.archive) as archive:
                archive.extractall(target / "archive")
        done.touch()
    return target / "archive" if source.archive else target


def picture_files(source: Source, folder: Path) -> list[Path]:
    """The source's files by its globs, in a fixed order. `*` also crosses folders."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())
    names = ((path, path.relative_to(folder).as_posix()) for path in paths)
    return [
        path
        for path, name in names
        if any(fnmatchcase(name, glob) for glob in source.include)
        and not any(fnmatchcase(name, glob) for glob in source.exclude)
    ]
