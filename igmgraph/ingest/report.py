"""What a person must still decide about a draft, in Markdown that also reads well as plain text."""

from collections.abc import Iterator

from igmgraph.ingest.draft import Draft, Proposed
from igmgraph.ingest.evaluate import FINDINGS, YEARS, Score
from igmgraph.ingest.headings import WELL
from igmgraph.ingest.indicators import IndicatorList
from igmgraph.ingest.known import INSTITUTION, INSTRUMENT
from igmgraph.languages import LANGUAGES

__all__ = ["draft_report", "indicators_report", "score_report"]

#: Below this a proposal is listed for a second look, whatever it proposes.
_UNSURE = 0.7


def draft_report(draft: Draft, output: str) -> str:
    """Say what was found and what is left to decide."""
    return "\n".join(line for part in (_summary(draft, output), _decisions(draft)) for line in part) + "\n"


def indicators_report(found: IndicatorList, output: str) -> str:
    """Say how many indicators were taken in, and which matches a person may want to add to the list."""
    lines = [f"# Draft {output}", "", f"- indicators: {found.count}", ""]
    if found.suggestions:
        lines += ["# To decide", "", *found.suggestions]
        lines.append("- a match stands in the graph only if the list states it: put the IRI in replaces or exact_match")
    return "\n".join(lines) + "\n"


def score_report(scores: dict[str, dict[str, Score]]) -> str:
    """A table of scores by run, then what each run missed or had too much."""
    lines = [
        "| run | what | expected | found | right | recall | precision |",
        "| --- | --- | ---: | ---: | ---: | ---: | ---: |",
    ]
    for run, by_name in scores.items():
        lines += [_score_row(run, name, score) for name, score in by_name.items()]
    for run, by_name in scores.items():
        for name, score in by_name.items():
            lines += [f"- {run}: {_plural(name)}: {finding} misses {what}" for finding, what in score.missing]
            lines += [f"- {run}: {_plural(name)}: {finding} should not have {what}" for finding, what in score.wrong]
    return "\n".join(lines) + "\n"


def _score_row(run: str, name: str, score: Score) -> str:
    shares = f"{score.recall:.1%} | {score.precision:.1%}"
    return f"| {run} | {_plural(name)} | {score.expected} | {score.found} | {score.right} | {shares} |"


def _plural(name: str) -> str:
    return name if name in (FINDINGS, YEARS) else f"{name}s"


def _summary(draft: Draft, output: str) -> Iterator[str]:
    mentions = [mention for _, reading in draft.readings for mention in reading.mentions]
    well = sum(bullet.kind == WELL for bullet in draft.page.bullets)
    yield f"# Draft {output}"
    yield ""
    yield f"- language of the page: {draft.page.language}"
    yield f"- findings: {len(draft.page.bullets)} ({well} well developed, {len(draft.page.bullets) - well} to develop)"
    for kind in (INSTITUTION, INSTRUMENT):
        of_kind = [mention for mention in mentions if mention.kind == kind]
        new = sum(each.mention.kind == kind for each in draft.proposed)
        known = len({mention.iri for mention in of_kind if mention.iri})
        yield f"- {kind}s: {len(of_kind)} mentions; {known} known to the graph, {new} proposed as new"
    yield f"- years: {sum(len(reading.years) for _, reading in draft.readings)}"
    yield ""


def _decisions(draft: Draft) -> Iterator[str]:
    yield "# To decide"
    yield ""
    others = " and ".join(language for language in LANGUAGES if language != draft.page.language)
    yield (
        f"- each finding: a label and a statement of your own in {', '.join(LANGUAGES)}; the page's own words "
        "(igm:sourceText) are to read from, not to publish"
    )
    yield "- each finding: its sub-domain (igm:inSubDomain) and whom it benefits (igm:beneficiary)"
    yield "- each igm:involvesInstitution: whether the institution leads (igm:ledBy) or takes part (igm:partneredWith)"
    yield "- the source document: its date, publisher or page (dct:issued, dct:publisher, foaf:page)"
    for new in draft.proposed:
        yield _question(new, others)
    for finding, years in draft.unsettled.items():
        yield f"- {finding}: is {' or '.join(map(str, years))} its year (igm:year)?"
    yield from _unsure(draft)


def _question(new: Proposed, others: str) -> str:
    mention = new.mention
    asked = [f"a label in {others}"]
    if mention.kind == INSTITUTION and not mention.type:
        asked.append("its kind (org:classification)")
    if mention.kind == INSTRUMENT and mention.type in {"", "Instrument"}:
        asked.append("its class (such as igm:Programme)")
    if mention.kind == INSTRUMENT and not new.year:
        asked.append("its year")
    if len(new.names) > 1:
        wordings = "; ".join(new.names)
        asked.append(f"which wording is official ({wordings})")
    return (
        f"- new {mention.kind} \u201c{new.names[0]}\u201d ({', '.join(new.findings)}; confidence "
        f"{mention.confidence:.2f}): is it one, and of {mention.place}? then {', '.join(asked)}"
    )


def _unsure(draft: Draft) -> Iterator[str]:
    for bullet, reading in draft.readings:
        for mention in reading.mentions:
            if mention.confidence < _UNSURE:
                evidence = bullet.text[mention.start : mention.end]
                yield (
                    f"- {bullet.key}: does \u201c{evidence}\u201d (line {bullet.line}) stand for {mention.kind} "
                    f"\u201c{mention.label}\u201d? confidence {mention.confidence:.2f}"
                )
