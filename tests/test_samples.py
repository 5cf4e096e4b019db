"""Whole pages mean what the JSON beside them says."""

import json
from pathlib import Path
from typing import Any

import pytest
from conftest import SAMPLES

import fxcli

MEANINGS = sorted(SAMPLES.glob("*.json"))


def test_the_corpus_is_there() -> None:
    assert len(MEANINGS) >= 8


@pytest.mark.parametrize("meaning", MEANINGS, ids=lambda path: path.stem)
def test_a_sample_means_what_its_json_says(meaning: Path) -> None:
    page = meaning.with_suffix("")  # page.txt.json tells what page.txt means
    (snapshot,) = fxcli.read(page)
    assert _without_source(snapshot.record()) == json.loads(meaning.read_text(encoding="utf-8"))


def _without_source(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_source(item) for key, item in value.items() if key != "source"}
    return [_without_source(item) for item in value] if isinstance(value, list) else value
