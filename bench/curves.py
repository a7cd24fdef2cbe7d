"""Curves: what an answer costs against how many profiles there are, one panel for each question, as SVG."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from matplotlib import rc_context
from matplotlib.figure import Figure

__all__ = ["draw", "draw_builds", "points"]

_COLUMNS = 4
#: Question to peer to profiles and milliseconds.
_Points = Mapping[str, Mapping[str, list[tuple[int, float]]]]


def points(runs: list[Mapping[str, Any]]) -> _Points:
    """Medians of the latency from runs as `bench.report.write_json` writes them, by growing number of profiles."""
    found: dict[str, dict[str, list[tuple[int, float]]]] = {}
    for run in sorted(runs, key=_profiles):
        for measured in run["measured"]:
            for peer, sample in measured["samples"].items():
                if not sample["errors"] and sample["p50"]:
                    curve = found.setdefault(measured["question"], {}).setdefault(peer, [])
                    curve.append((_profiles(run), sample["p50"]))
    return found


def draw(source: Path, target: Path) -> None:
    """Draw the runs in a JSON file."""
    curves = points(json.loads(source.read_text("utf-8")))
    rows = -(-len(curves) // _COLUMNS)
    figure = Figure(figsize=(4 * _COLUMNS, 3 * rows), layout="constrained")
    panels = figure.subplots(rows, _COLUMNS, squeeze=False).flat
    for panel, (question, peers) in zip(panels, curves.items(), strict=False):
        for peer, curve in peers.items():
            panel.plot(*zip(*curve, strict=True), marker="o", label=peer)
        panel.set(title=question, xscale="log", yscale="log", xlabel="profiles", ylabel="p50, ms")
        panel.grid(visible=True, alpha=0.3)
    for panel in list(figure.axes)[len(curves) :]:
        panel.set_axis_off()
    handles = {
        label: handle for axes in figure.axes for handle, label in zip(*axes.get_legend_handles_labels(), strict=True)
    }
    figure.legend(handles.values(), handles.keys(), loc="outside lower center", ncols=len(handles))
    _save(figure, target)


def draw_builds(source: Path, target: Path) -> None:
    """Draw the builds in a JSON file."""
    builds: Sequence[Mapping[str, Any]] = json.loads(source.read_text("utf-8"))
    profiles = [each["profiles"] for each in builds]
    figure = Figure(figsize=(9, 3.6), layout="constrained")
    time_panel, memory_panel = figure.subplots(1, 2)
    for name, label in (("seconds", "elapsed"), ("processor_seconds", "processor")):
        time_panel.plot(profiles, [each[name] for each in builds], marker="o", label=label)
    time_panel.legend()
    memory_panel.plot(profiles, [each["megabytes"] for each in builds], marker="o")
    for panel, label in ((time_panel, "seconds"), (memory_panel, "memory, MB")):
        panel.set(xscale="log", yscale="log", xlabel="profiles", ylabel=label)
        panel.grid(visible=True, alpha=0.3)
    _save(figure, target)


def _save(figure: Figure, target: Path) -> None:
    # No date, and the same ids each time: the same numbers give the same file.
    with rc_context({"svg.hashsalt": "igmgraph", "svg.fonttype": "none"}):
        figure.savefig(target, format="svg", metadata={"Date": None})


def _profiles(run: Mapping[str, Any]) -> int:
    return int(run["facts"]["profiles"].replace(",", ""))
