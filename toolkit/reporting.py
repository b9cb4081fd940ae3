"""Checked files, or a finished run, in; out: what a command prints.

The one thing a newcomer would get wrong: `--format json` is read by programs, so its keys are
fixed; the text is read by people, who want the worst first and like faults together.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from toolkit.codes import TITLES
from toolkit.model import (
    OUTCOME_WORDS,
    SEVERITY_WORDS,
    CheckedFile,
    Effect,
    Finding,
    Outcome,
    Run,
    Severity,
    Status,
)
from toolkit.model.rulings import CASES_FILE
from toolkit.model.run import CheckedCopy

# Identical messages share a line that names this many cells.
_MOST_CELLS = 8

# So many reviewers' workbooks are named one by one.
_MOST_REVIEWS = 4
# A file that gathers many units names the first few.
_MOST_UNITS = 3


def counts(checked: Iterable[CheckedFile]) -> dict[str, int]:
    """How many findings of each severity."""
    totals = {severity.value: 0 for severity in Severity}
    for file in checked:
        for finding in file.findings:
            totals[finding.severity.value] += 1
    return totals


def as_json(checked: Sequence[CheckedFile]) -> str:
    """`check --format json`."""
    files = [
        {
            "file": file.file,
            "campaign": file.campaign,
            "boards": list(file.boards),
            "unit": file.unit,
            "entries": file.entries,
            "findings": [_finding(finding) for finding in file.findings],
        }
        for file in checked
    ]
    return json.dumps({"files": files, "summary": counts(checked)}, ensure_ascii=False, indent=2)


def _finding(finding: Finding) -> dict[str, object]:
    return {
        "sheet": finding.ref.sheet,
        "cell": finding.ref.cell,
        "entry": finding.entry or None,
        "field": finding.field,
        "code": finding.code,
        "severity": finding.severity.value,
        "value": finding.value,
        "message": finding.message,
    }


def as_lines(checked: Sequence[CheckedFile]) -> str:
    """`check` for people: file by file, errors first, like messages on one line."""
    lines: list[str] = []
    for file in checked:
        lines += [*_file_lines(file), ""]
    totals = counts(checked)
    verdict = "、".join(
        f"{SEVERITY_WORDS[Severity(key)]} {count} 处" for key, count in totals.items()
    )
    lines.append(f"合计：{verdict}。{_what_to_do(checked, totals)}")
    if any(totals.values()):
        lines.append("某个代码是什么意思、怎样改：toolkit explain 代码")
    return "\n".join(lines)


def as_new_lines(checked: Sequence[CheckedFile], campaign: str) -> str:
    """What `compare` says of workbooks filled for an earlier campaign: the findings that are new
    in the later one.
    """
    lines = [f"旧表按“{campaign}”核对，比原来多出的问题："]
    for file in checked:
        lines += ["", *_file_lines(file)]
    failing = sum(
        any(finding.severity is Severity.ERROR for finding in file.findings) for file in checked
    )
    return "\n".join([*lines, "", f"合计：{len(checked)} 份旧表，{failing} 份会有条目不能通过。"])


def _what_to_do(checked: Sequence[CheckedFile], totals: Mapping[str, int]) -> str:
    if totals["error"]:
        return "请改正“错误”后再报送。"
    if not any(file.entries for file in checked):
        return "还没有填报任何条目。"
    return "可以报送。"


def _units(joined: str) -> str:
    units = joined.split(";")
    more = f"等{len(units)}家" if len(units) > _MOST_UNITS else ""
    return "、".join(units[:_MOST_UNITS]) + more


def _file_lines(file: CheckedFile) -> Iterator[str]:
    named = f"，推荐单位：{_units(file.unit)}" if file.unit else ""
    yield f"{file.file}：{file.entries} 个申报条目{named}"
    for severity in Severity:
        own = [finding for finding in file.findings if finding.severity is severity]
        if own:
            yield f"  {SEVERITY_WORDS[severity]} {len(own)} 处"
            yield from _grouped(own)
    if not file.findings:
        yield "  没有发现问题 ✓"


def _grouped(findings: Iterable[Finding]) -> Iterator[str]:
    alike: dict[tuple[str, str, str], list[Finding]] = {}
    for finding in findings:
        key = (finding.code, finding.field, finding.message)
        alike.setdefault(key, []).append(finding)
    for (code, field, message), group in alike.items():
        cells = [_place(finding) for finding in group]
        places = "、".join(dict.fromkeys(cells[:_MOST_CELLS]))
        more = f" 等 {len(cells)} 处" if len(cells) > _MOST_CELLS else ""
        heading = f" {field}" if field else ""
        yield f"    {places}{more}{heading} [{code} {TITLES[code]}] {message}"


def _place(finding: Finding) -> str:
    return "!".join(part for part in (finding.ref.sheet, finding.ref.cell) if part) or "整份文件"


def copy_lines(copies: Sequence[CheckedCopy]) -> str:
    """What `check -o` says of the copies it wrote: which to open, and where there is none."""
    marked = [copy for copy in copies if copy.path and copy.findings]
    clean = [copy.path.parent for copy in copies if copy.path and not copy.findings]
    lines = ["", "请打开标注副本："] if marked else [""]
    for copy in marked:
        lines.append(f"  {copy.path}")
        lines += [f"    {copy.remark}"] if copy.remark else []
    if clean:
        lines.append(f"没有问题的文件 {len(clean)} 份，也放在“{clean[0]}”里，没有标注。")
    lines += [f"{copy.file}：{copy.remark}" for copy in copies if copy.path is None]
    lines += [f"原来的同名副本已移到：{copy.set_aside}" for copy in copies if copy.set_aside]
    return "\n".join(lines)


def run_lines(run: Run, out: Path, changed: str = "") -> str:
    """What `run` says at its end: the counts, what `changed` since the last run, and which files to
    open.
    """
    statuses = [submission.status for submission in run.submissions]
    outcomes = run.ledger.counts()
    said = "，".join(
        f"{OUTCOME_WORDS[outcome]} {count}" for outcome, count in outcomes.items() if count
    )
    reviews = sorted(path.name for path in (out / "评审").glob("*.xlsx"))
    lines = [
        f"{run.campaign.title}",
        f"收到 {len(statuses)} 份文件：{_status_words(statuses)}。{_opened_words(run)}",
        f"共 {len(run.entries)} 个申报条目：{said or '无'}。",
        *_ruling_lines(run),
        *([changed] if changed else []),
        "",
        "请打开：",
        f"  {out / '报告.html'}  一页看全，可以打印",
        f"  {out / '汇总.xlsx'}  概览、各榜单、处理台账、问题清单",
        *([f"  {out / '汇总'}  条目很多的榜单，分为几个工作簿"] if (out / "汇总").is_dir() else []),
        *_case_lines(run, out / CASES_FILE),
        *_review_lines(out / "评审", reviews),
        *([f"  {out / '退回'}  {_return_words(out / '退回')}"] if (out / "退回").is_dir() else []),
        *_receipt_lines(out / "回执"),
        f"  {out / 'records'}  供程序读取的记录",
    ]
    if outcomes[Outcome.RETURNED]:
        lines.append(f"退回的 {outcomes[Outcome.RETURNED]} 个条目改好重报后，再运行一次即可。")
    return "\n".join(lines)


def _ruling_lines(run: Run) -> list[str]:
    """How many rulings were obeyed, and how many could not be."""
    obeyed = sum(each.effect is Effect.IN_FORCE for each in run.rulings)
    # A line that is no ruling at all may have several faults: it is told once.
    refs = {(f.ref.sheet, f.ref.row, f.ref.submission) for f in run.findings if f.code in _UNHEEDED}
    if not (obeyed or refs):
        return []
    rest = f"，{len(refs)} 条没有执行（原因在“汇总.xlsx”的“问题清单”里）" if refs else ""
    return [f"裁定：执行 {obeyed} 条{rest}。"]


_UNHEEDED = ("J201", "J202", "J203")


def _case_lines(run: Run, path: Path) -> list[str]:
    """The workbook of doubtful cases, where there are any."""
    if not run.cases:
        return []
    words = "选好答案，写上经办人和理由，保存后再运行一次；不裁定就保持现在的结果"
    return [f"  {path}  {len(run.cases)} 件存疑的事：{words}"]


def _receipt_lines(folder: Path) -> list[str]:
    letters = sum(1 for _ in folder.glob("*/*.docx"))
    return [f"  {folder}  {letters} 家单位的收件回执"] if letters else []


def _review_lines(folder: Path, names: Sequence[str]) -> list[str]:
    """The reviewers' workbooks; of many, the folder."""
    if len(names) > _MOST_REVIEWS:
        return [f"  {folder}  {len(names)} 个工作簿，分别交给评审专家"]
    return [f"  {folder / name}  交给评审专家" for name in names]


def _return_words(folder: Path) -> str:
    """How many units have something to put right, how many files are marked, and which folders
    are not to be sent to anybody as they are.
    """
    letters = sum(1 for _ in folder.glob("*/邮件正文.txt"))
    notices = sum(1 for _ in folder.glob("*/退回说明.xlsx"))
    copies = sum(path.suffix not in (".txt", ".docx") for path in folder.glob("*/*")) - notices
    words = f"{letters} 家单位的退回函、退回说明和邮件正文，{copies} 份标注副本"
    memos = sorted(f"“{path.parent.name}”" for path in folder.glob("*/请先阅读.txt"))
    return f"{words}；转发{'、'.join(memos)}里的文件前，请先读其中的说明" if memos else words


def _opened_words(run: Run) -> str:
    """How many of the files lay in archives and e-mails, if any was opened."""
    inside = sum(bool(submission.container) for submission in run.submissions)
    opened = len(run.containers)
    return f"其中 {inside} 份取自 {opened} 个压缩包或邮件。" if opened else ""


def _status_words(statuses: Sequence[Status]) -> str:
    words = ((Status.READ, "已读取"), (Status.REFUSED, "未能受理"), (Status.REPEATED, "重复文件"))
    return "，".join(f"{word} {statuses.count(status)}" for status, word in words)
