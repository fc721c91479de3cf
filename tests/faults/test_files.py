"""What is saved survives a full disk and two who save at once."""

from __future__ import annotations

import errno
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from vision import files
from vision.app import preferences
from vision.errors import OutputError
from vision.landmarks.types import Recording
from vision.tune.label_files import add_label, keep_labels, labels_path, load_labels
from vision.tune.labels import Label
from vision.tune.saving.change import Change
from vision.tune.saving.thresholds import SavedThresholds

if TYPE_CHECKING:
    from collections.abc import Callable
