# SPDX-License-Identifier: Apache-2.0
"""
python -m pictures [--cache FOLDER]: the data step of every model. Downloads the packages of sources.json, leaves out what
is evaluated on and what is there twice, reduces the pictures by areas, and keeps them as arrays (see cache.py).
"""
import argparse
import json

from .cache import build
from .places import cache_folder

if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="pictures", description="Fetches and caches the training pictures.")
    parser.add_argument("--cache", help="folder of all training data (default: $SFUMATO_TRAINING, or the user's cache)")
    counts = build(cache_folder(parser.parse_args().cache))
    print(json.dumps(counts, indent=2))
