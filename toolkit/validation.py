"""Entries and a board's Cerberus schema in; out: findings. The only file that imports cerberus.

The one thing a newcomer would get wrong: a blank required cell is left out of the document that
Cerberus sees (so that `required` speaks), while other blanks stand in it as None (so that rules
that judge blanks are asked). Documents are already typed, so Cerberus does not normalise.
"""

from __future__ import annotations

from ast import literal_eval
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from cerberus import SchemaError, Validator
from cerberus.errors import ErrorDefinition, ValidationError

from toolkit.codes import SEVERITIES
from toolkit.model import Board, Campaign, Entry, Field, Finding, Severity
from toolkit.rules import RULES, RULES_BY_NAME, SILENT_WITHOUT_COLUMN
from toolkit.rules.rule import Breach, Record, Rule
from toolkit.rules.wording import parted

# Cerberus numbers its own error definitions below this; ours follow.
_FIRST_OWN_ERROR = 0x1000

# A blank that sends nothing back is asked for, not called a fault.
_ASK_FOR_VALUE = "这一格是空的，建议补填；不填不影响受理。"
_ASK_FOR_CODE = "这一格是空的，建议补填；没有代码时只能按名称查重。"
# Of a cell that holds “/” or a form's hint it is not true that it is empty.
_IS_EMPTY, _SAYS_NOTHING = "这一格是空的", "这一格没有填写实际内容"
# What a breach asks for where the notice lets the secretariat decide, and where it is one of a
# condition of entry.
_MAY_STAND = "请核对；确有理由的可以保留，由秘书处决定。"
_IS_UNMET = "不符合申报条件，请核对。"
# Conversion says so of a cell whose words it took for a blank.
_TAKEN_FOR_BLANK = "V207"


class _Judge(Validator):  # type: ignore[misc]  # cerberus carries no types
    """A Cerberus validator that knows our rules; `record` is the entry at hand.

    It stands in the configuration because that is what a group's child validator inherits.
    """

    @property
    def record(self) -> Record:
        found: Record = self._config["record"]
        return found

    @record.setter
    def record(self, record: Record) -> None:
        self._config["record"] = record


def _judging_method(rule: Rule, number: int) -> Callable[[_Judge, Any, str, Any], None]:
    definition = ErrorDefinition(_FIRST_OWN_ERROR + number, rule.name)

    def judge(self: _Judge, argument: Any, field: str, value: Any) -> None:
        if value is None and not rule.judges_blank:
            return
        breach = rule.breach(value, argument, self.record)
        if breach is not None:
            self._error(field, definition, breach, *breach.beside)

    judge.__doc__ = (
        f"The rule's arguments are validated against this schema: {dict(rule.constraint)!r}"
    )
    return judge


RuleValidator = type(
    "RuleValidator",
    (_Judge,),
    {
        f"_validate_{rule.name}": _judging_method(rule, number)
        for number, rule in enumerate(RULES)
        if not rule.native
    },
)


def schema_faults(schema: Mapping[str, Any]) -> str:
    """What Cerberus finds wrong with a schema itself, "" if it is sound."""
    try:
        RuleValidator(schema)
    except SchemaError as fault:
        return str(fault)
    return ""


def argument_faults(constraint: Mapping[str, Any], argument: Any) -> tuple[str, ...]:
    """What is wrong with a rule's argument in a campaign's YAML; nothing where it fits."""
    validator = _argument_validator(repr(constraint))
    if validator.validate({"argument": argument}, normalize=False):
        return ()
    return tuple(_fault_words(error) for error in _errors_of(validator))


@lru_cache(maxsize=256)
def _argument_validator(constraint: str) -> Validator:
    """The validator of a rule's argument; hundreds of columns have the same rules."""
    return Validator({"argument": literal_eval(constraint)})


_EXPECTED = {
    "string": "文字", "integer": "整数", "number": "数字", "boolean": "true 或 false",
    "list": "列表", "dict": "键和值",
}  # fmt: skip


def _fault_words(error: ValidationError) -> str:
    place = ".".join(str(step) for step in error.document_path[1:])
    at = f"“{place}”" if place else "这个规则的参数"
    match error.rule:
        case "type":
            wanted = error.constraint if isinstance(error.constraint, list) else [error.constraint]
            return f"{at}应为{'或'.join(_EXPECTED[str(kind)] for kind in wanted)}"
        case "required":
            return f"{at}缺少“{error.document_path[-1]}”"
        case "allowed":
            return f"{at}只能是 {'、'.join(str(item) for item in error.constraint)}"
        case None:
            return f"{at}不认识“{error.document_path[-1]}”"
        case _:
            return f"{at}不合要求（{error.rule}: {error.constraint}）"


class BoardValidator:
    """A Cerberus validator for each field of a board, used for every entry of it.

    Our rules look at other fields through the record, not through the document, so a field can be
    judged by itself: whoever knows which fields are in doubt pays only for those.
    """

    def __init__(self, board: Board, campaign: Campaign) -> None:
        self._board = board
        self._campaign = campaign
        self._fields = {column.key: column for column in board.fields}
        self._headings = {column.key: column.heading for column in board.fields}
        self._validators: dict[str, _Judge] = {}

    def findings(
        self, entry: Entry, known: Sequence[Finding], doubtful: Sequence[str] | None = None
    ) -> list[Finding]:
        """What is wrong with an entry, in the order of its fields. `doubtful` are the fields to
        look at, in the board's order; None for all of them. `known` are its findings from
        conversion: a cell that could not be understood gets no second finding, nor does a
        comparison with it.
        """
        keys = self._fields if doubtful is None else doubtful
        unreadable = self._unreadable(entry, known)
        found = [
            (key, rule, self._finding(entry, key, rule, breach))
            for key in keys
            if self._headings[key] not in unreadable
            for rule, breach in self._breaches(entry, key)
            if key in entry.table.columns or rule.name not in SILENT_WITHOUT_COLUMN
        ]
        missing = {key for key, _, finding in found if finding.code == "V101"}
        found = [each for each in found if each[2].code == "V101" or each[0] not in missing]
        wrong = unreadable | {
            finding.field for _, _, finding in found if finding.severity is Severity.ERROR
        }
        return [
            finding for key, rule, finding in found if not self._compares_with(key, rule, wrong)
        ]

    def _unreadable(self, entry: Entry, known: Sequence[Finding]) -> set[str]:
        """The headings of cells that conversion could not understand, however grave that is: those
        with an error, and those it left without a value that are no blanks.
        """
        blank = {self._headings[key] for key in self._fields if entry.value(key) is None}
        return {
            finding.field
            for finding in known
            if finding.severity is Severity.ERROR
            or (finding.field in blank and finding.code != _TAKEN_FOR_BLANK)
        }

    def _breaches(self, entry: Entry, key: str) -> Iterator[tuple[Rule, Breach]]:
        record = Record(entry.values, key, self._headings, entry.decimals)
        validator = self._validator(key)
        validator.record = record
        if validator.validate(self._document(entry, key), normalize=False):
            return
        for error in _errors_of(validator):
            name = "required" if error.rule == "nullable" else error.rule
            rule = RULES_BY_NAME[name]
            if not rule.native:
                yield from ((rule, breach) for breach in error.info)
                continue
            argument = self._fields[key].rules.get(name, error.constraint)
            breach = rule.breach(error.value, argument, record)
            if breach is not None:
                yield rule, breach

    def _validator(self, key: str) -> _Judge:
        """Cerberus on that one column, a column under a merged heading by its whole key."""
        if key not in self._validators:
            group, _, leaf = key.partition(".")
            own = self._board.schema[group]
            self._validators[key] = RuleValidator({key: own["schema"][leaf] if leaf else own})
        return self._validators[key]

    def _document(self, entry: Entry, key: str) -> dict[str, Any]:
        value = entry.value(key)
        left_out = value is None and self._fields[key].rules.get("required")
        return {} if left_out else {key: value}

    def _finding(self, entry: Entry, key: str, rule: Rule, breach: Breach) -> Finding:
        column = self._fields[key]
        code = "E101" if rule.name in column.conditions else breach.code
        usual = breach.severity or self._campaign.severities[code]
        severity = column.severities.get(code, usual)
        ref = entry.ref(key) if key in entry.table.columns else entry.ref(self._board.name_key)
        value = entry.original(key)
        message = _worded(breach, code, severity)
        if code == "V101" and severity is not Severity.ERROR:
            message = _ASK_FOR_CODE if key == self._board.code_key else _ASK_FOR_VALUE
        if code == "V101" and value.strip():
            message = message.replace(_IS_EMPTY, _SAYS_NOTHING)
        return Finding(code, severity, ref, message, entry.number, column.heading, value)

    def _compares_with(self, key: str, rule: Rule, wrong: Iterable[str]) -> bool:
        column: Field = self._fields[key]
        names = rule.refers(column.rules[rule.name]) if rule.name in column.rules else ()
        record = Record({}, key, self._headings)
        others = (name for name in names if record.full_key(name) != key)
        return any(record.heading(name) in wrong for name in others)


def _worded(breach: Breach, code: str, severity: Severity) -> str:
    """A breach's message, asking for what fits this campaign: what is usually an error, but here
    only a query, may be right as it stands; and an unmet condition is nothing to correct.
    """
    is_usual_query = breach.severity is not None or SEVERITIES[code] is not Severity.ERROR
    said, demand = parted(breach.message)
    is_question = demand.startswith("？")
    if severity is Severity.QUERY and not is_usual_query:
        return f"{said}{'？' if is_question else '。'}{_MAY_STAND}"
    if severity is Severity.ERROR and breach.code not in {code, "V101"}:
        return breach.unmet or f"{said}{'？' if is_question else '，'}{_IS_UNMET}"
    return breach.message


def _errors_of(validator: Validator) -> Iterator[ValidationError]:
    """Its errors, groups opened; the public `errors` is a pretty dict that has lost their kind."""
    yield from _leaf_errors(validator._errors)  # noqa: SLF001


def _leaf_errors(errors: Iterable[ValidationError]) -> Iterator[ValidationError]:
    for error in errors:
        if error.is_group_error:
            yield from _leaf_errors(error.child_errors)
        else:
            yield error
