"""Models and encoders as text for a terminal: the lists, and the answers of a model that is tried."""

from __future__ import annotations

from typing import Any

from assistant.cli.terminal.format import format_sentence
from assistant.service.model_trial import TrialAnswer

FIT_LABELS = {"gpu": "fits the GPU", "memory": "fits", "slow": "fits, but slow without a GPU", "no": "too large"}


def format_models(listing: dict[str, Any]) -> str:
    """The list for people who read it in a terminal."""
    machine = listing["machine"]
    gpu = f", {machine['gpu']} with {machine['gpu_memory'] / 1e9:.0f} GB" if machine["gpu"] else ", no GPU"
    lines = [
        f"in use    {listing['in_use'] or 'none: answers are quoted from your notes'}",
        f"machine   {machine['memory'] / 1e9:.0f} GB of memory, {machine['cores']} cores{gpu}",
        "",
        f"{'':10}{'name':20}{'download':>9}{'memory':>9}  {'licence':12}{'this machine':30}",
    ]
    for row in listing["models"]:
        label = "here" if row["path"] else ""
        sizes = f"{row['size'] / 1e9:6.1f} GB{row['memory'] / 1e9:6.1f} GB"
        fit = FIT_LABELS[row["fit"]]
        lines.append(f"{label:10}{row['name']:20}{sizes}  {row['licence']:12}{fit:30}{row['note']}")
    lines += [f"{'other':10}{path}" for path in listing["others"]]
    if listing["advice"]:
        lines += ["", listing["advice"]]
    lines += ["", "`notes models use NAME` downloads one and lets it write; a path to any GGUF file works too."]
    return "\n".join(line.rstrip() for line in lines)


def format_encoders(listing: dict[str, Any]) -> str:
    lines = [f"in use    {listing['in_use']}", "", f"{'':10}{'name':26}{'download':>9}{'numbers':>9}  {'licence':12}"]
    for row in listing["encoders"]:
        label = "in use" if row["name"] == listing["in_use"] else "here" if row["here"] else ""
        size = f"{row['size'] / 1e6:6,.0f} MB" if row["size"] else ""
        lines.append(f"{label:10}{row['name']:26}{size:>9}{row['dimensions']:9}  {row['licence']:12}{row['note']}")
    if listing["advice"]:
        lines += ["", listing["advice"]]
    lines += ["", "`notes models encoder NAME` fetches one and embeds all notes with it."]
    return "\n".join(line.rstrip() for line in lines)


def format_trial_answer(trial: TrialAnswer) -> str:
    """The question, the answer, and how it stands."""
    answer = trial.answer
    said = [format_sentence(sentence) for sentence in answer.sentences] or [answer.text]
    verdict = ("right" if trial.right else "not right") if trial.answerable or not trial.right else "rightly refused"
    rejected = f"{answer.dropped} sentences rejected by the check" if answer.dropped else ""
    remarks = [
        verdict,
        answer.mode if answer.answered else "",
        rejected,
        f"{answer.seconds.total:.1f} s",
        answer.trouble,
    ]
    return "\n".join([f"? {trial.question}", *said, f"  ({', '.join(filter(None, remarks))})", ""])


def format_trial_summary(summary: dict[str, Any]) -> str:
    model = summary["model"]
    speed = model["tokens_per_second"]
    return "\n".join(
        [
            f"{model['name']}: {summary['right']} of {summary['answerable']} answered rightly, "
            f"{summary['refused']} of {summary['unanswerable']} rightly refused;",
            f"{summary['written']} answers in its own words, {summary['dropped']} sentences rejected by the check;",
            f"{summary['seconds']:.1f} s an answer, {speed['reading']:.0f} tokens a second read and "
            f"{speed['writing']:.0f} written, {model['size'] / 1e9:.1f} GB on {model['device']}",
        ]
    )
