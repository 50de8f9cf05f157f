# SPDX-License-Identifier: Apache-2.0
"""Where training pictures and results are kept: outside the repository, in one folder."""
import os
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[3]


def cache_folder(given: str | None = None) -> Path:
    """The folder of all downloads, cached pictures and checkpoints: `given`, else $SFUMATO_TRAINING, else the user's cache."""
    if given:
        return Path(given).expanduser()
    named = os.environ.get("SFUMATO_TRAINING")
    if named:
        return Path(named).expanduser()
    return Path(os.environ.get("XDG_CACHE_HOME", "~/.cache")).expanduser() / "sfumato-training"
