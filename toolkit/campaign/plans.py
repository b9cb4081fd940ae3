"""Parts of a campaign in which nothing is unsound, as plain mappings, in; the model's values out.

What a newcomer would get wrong: nothing is checked here. `lint` has found the keys known and their
values of the right kind before anything is built.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from toolkit.model import (
    FormPlan,
    FormSection,
    ListCondition,
    Quota,
    ReviewPlan,
    Severity,
)


def build_quota(quota: Mapping[str, Any], limit: int | None = None) -> Quota:
    """A quota; `limit` is a local change, which goes for those that count by unit."""
    per = tuple(quota["per"])
    return Quota(
        limit=quota["limit"] if limit is None or "unit" not in per else limit,
        per=per,
        boards=tuple(quota.get("boards", ())),
        source=quota.get("source", ""),
    )


def build_condition(condition: Mapping[str, Any]) -> ListCondition:
    """A reference list that a column's value must stand in."""
    severity = Severity(condition.get("severity", Severity.ERROR))
    return ListCondition(**{**condition, "severity": severity})


def build_review(review: Mapping[str, Any]) -> ReviewPlan:
    """What reviewers get."""
    return ReviewPlan(
        body=review["body"],
        columns=tuple(review.get("columns", ())),
        metrics=tuple(review.get("metrics", ())),
        highlights=tuple(review.get("highlights", ())),
        scores=tuple((score["title"], score["max"]) for score in review.get("scores", ())),
        notes=tuple(review.get("notes", ())),
        bodies=dict(review.get("bodies", {})),
    )


def build_form(form: Mapping[str, Any]) -> FormPlan:
    """How a board's form is printed."""
    return FormPlan(
        title=form["title"],
        sections=tuple(_section(section) for section in form["sections"]),
        signatures=tuple(form.get("signatures", ())),
        source=form.get("source", ""),
    )


def _section(section: Mapping[str, Any]) -> FormSection:
    return FormSection(
        title=section.get("title", ""),
        lines=tuple(tuple(line) for line in section.get("lines", ())),
        matrix=tuple(section.get("matrix", ())),
        boxes=tuple(section.get("boxes", ())),
    )
