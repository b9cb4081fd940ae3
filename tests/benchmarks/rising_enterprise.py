"""An entry's number in; out: its row on 新锐企业榜 of kczg-2022, by field key, without a fault."""

from __future__ import annotations

from datetime import date

import invented
from company_list import YEARS, Row, mean
from invented import Dice

_COUNTS = (
    "patents_filed", "patents_granted", "patents_licensed", "patents_owned", "rd_team", "spillover",
)  # fmt: skip
_FORECASTS = ("profit_forecast", "revenue_forecast")
_COMING = ("2023", "2024", "2025")
_INDUSTRIES = ("新一代信息技术产业", "高端装备制造产业", "新材料产业", "生物产业", "节能环保产业")
_CODES = ("农副食品加工业+13", "专用设备制造业+35", "医药制造业+27", "仪器仪表制造业+40")
_HONOURS = ("省级专精特新中小企业", "国家高新技术企业", "市级企业技术中心", None)


def rising_row(seed: int, index: int, serial: int, unit: str) -> Row:
    """The row of company `index`, which `unit` nominates as its number `serial`."""
    dice = Dice(seed, index)
    founded = invented.day(dice, date(2012, 1, 4), date(2019, 12, 30))
    employees = dice.between(40, 480)
    return {
        **_identity(dice, index, serial, unit),
        "founded": founded,
        "capital": float(dice.between(10, 600) * 10),
        "employees": float(employees),
        **{key: value for name in _COUNTS for key, value in _count(dice, name, employees).items()},
        **_shares(dice, "rd_quality", 100, 800),
        **_shares(dice, "employment_growth", -150, 400),
        **_money(dice),
        **{key: value for name in _FORECASTS for key, value in _forecast(dice, name).items()},
        **{f"core_technology.{year}": dice.one_of(("高", "较高", "一般")) for year in _COMING},
        "achievements": f"承担省级科技项目{dice.between(1, 9)}项，{invented.business(dice)}",
    }


def _identity(dice: Dice, index: int, serial: int, unit: str) -> Row:
    company = invented.company(index)
    return {
        "serial": float(serial),
        "unit": unit,
        "rank": float(serial),
        "company": company.name,
        "uscc": company.code,
        "region": company.place.region,
        "legal_person": invented.person(dice),
        "high_tech": "是" if dice.below(3) else "否",
        "listed": "否" if dice.below(9) else "是",
        "contact": invented.person(dice),
        "position": dice.one_of(("办公室主任", "研发总监", "项目经理", None)),
        "phone": invented.phone(dice),
        "email": invented.email(dice, index),
        "address": f"{company.place.region}{company.district}创新路{dice.between(1, 300)}号",
        "industry": dice.one_of(_INDUSTRIES),
        "business": invented.business(dice),
        "industry_code": dice.one_of(_CODES),
        "honours": dice.one_of(_HONOURS),
        "honour_year": dice.one_of(("2020", "2021", "2022")),
    }


def _metric(name: str, keys: tuple[str, ...], figures: list[float], decimals: int) -> Row:
    row: Row = {f"{name}.{key}": figure for key, figure in zip(keys, figures, strict=True)}
    return row | {f"{name}.mean": mean(figures, decimals)}


def _count(dice: Dice, name: str, most: int) -> Row:
    first = dice.between(1, most // 2)
    return _metric(name, YEARS, [float(first + dice.below(most // 5)) for _ in YEARS], 2)


def _shares(dice: Dice, name: str, least: int, most: int) -> Row:
    return _metric(name, YEARS, [dice.between(least, most) / 1000 for _ in YEARS], 4)


def _money(dice: Dice) -> Row:
    revenue = [dice.between(100_000, 1_900_000) / 100 for _ in YEARS]
    spending = [round(amount * dice.between(30, 200) / 1000, 2) for amount in revenue]
    tax = [round(amount * dice.between(20, 120) / 1000, 2) for amount in revenue]
    intensity = [round(spent / taken, 4) for spent, taken in zip(spending, revenue, strict=True)]
    return {
        **_metric("revenue", YEARS, revenue, 2),
        **_metric("rd_spending", YEARS, spending, 2),
        **_metric("tax", YEARS, tax, 2),
        **_metric("rd_intensity", YEARS, intensity, 4),
    }


def _forecast(dice: Dice, name: str) -> Row:
    first = dice.between(100, 900)
    return _metric(name, _COMING, [first * (1 + year * 0.2) for year in range(3)], 2)
