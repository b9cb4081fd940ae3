"""A campaign's id in; out: the files of a new campaign, to be filled in after its notice.

The one thing a newcomer would get wrong: what is written is sound. It lints without a problem and
makes a template as it stands, so that every step of filling it in can be tried.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from toolkit.campaign.shapes import ID
from toolkit.errors import UsageError

_CAMPAIGN = """\
# 一次征集活动：对照通知，逐项改写。每个键的说明见 schemas/README.md。
id: "{id}"
title: 某某年某某征集活动          # 通知的名称
source: 某某〔某某〕1号            # 通知的文号
# deadline: "2030-12-31 24:00"     # 截止时间；晚于它收到的文件会提示
# channels: [学会, 高校, 园区]     # 推荐渠道
# stacking: true                   # 一个单位属于几个渠道时，名额可以叠加
boards: [enterprise]               # 每个榜单一个文件，按这里的次序显示
# 几个榜单合在一起计算的名额：
# quotas: [{{limit: 1, per: [owner], boards: [enterprise, project], source: 通知 二.3}}]
# 由秘书处提供、用来核对的名录（放在 名录/园区.xlsx，表头“名称”）：
# lists: [{{id: parks, title: 园区, column: 名称}}]
"""

_REGISTRY = """\
# 几个榜单共用的列写在这里，榜单里用它的名字引用。
# 序号、推荐单位、联系人、电话等常用的列，工具自带的 registry.yaml 里已经有了。

rules:
  founded:
    type: date
    required: true
    meta: {header: 成立日期, also: [注册日期, 工商登记日期], example: "2020-05-16"}
"""

_BOARD = """\
# 一个榜单：申报什么、要填哪些列、每一列有什么要求。
id: enterprise
title: 某某企业榜
source: 通知 附件1
subject: {name: company, code: uscc}   # 申报的是什么；项目、人物另写 owner（属于哪个单位）
unit: unit
serial: serial
order: rank
quota: [{limit: 5, per: [unit], source: 通知 二}]
# past: {titles: [往年的榜单名称], years: [2029]}      # 往届入选的不再申报
for_reviewers:                          # 单元格回答不了、请评审专家把握的条件
  - 社会信誉良好（通知 一）
review:
  body: 评审专家组
  columns: [region, founded, employees]
  highlights: [summary]
  scores: [{title: 评分, max: 100}]

schema:
  serial: serial                        # 以下几列取自共用的 registry.yaml
  unit: unit
  rank: rank
  company: company
  uscc: uscc
  region: region
  founded: founded

  employees:
    type: integer
    required: true
    min: 1
    max: 500
    meta:
      header: 职工人数（人）
      also: [职工人数, 员工人数]
      unit: 人
      example: 80
      source: 通知 附件1 二               # 这条要求出自通知的哪一条
      condition: [max]                  # 超过的不符合申报条件（E101）

  promise:
    type: boolean
    required: true
    allowed: [true]
    meta:
      header: 承诺近三年无重大违法违规
      example: 是
      source: 通知 附件1 三
      condition: [allowed]

  summary:
    type: string
    required: true
    word_count: {max: 300}
    meta:
      header: 主要业绩（300字以内）
      also: [主要业绩]
      example: 产品占细分市场第一位
      source: 通知 附件2

  contact: contact
  phone: phone
  email: email
"""


def blank_campaign(campaign_id: str) -> Mapping[str, str]:
    """The files of a new campaign, by their names."""
    if not ID.accepts(campaign_id):
        raise UsageError(
            f"“{campaign_id}”不能作征集活动的代号。",
            f"请用{ID.words.replace('rising-enterprise', 'my-award-2026')}。",
        )
    return {
        "campaign.yaml": _CAMPAIGN.format(id=campaign_id),
        "registry.yaml": _REGISTRY,
        "enterprise.yaml": _BOARD,
    }


def write_blank(campaign_id: str, schemas: Path) -> Path:
    """Write a new campaign into its own folder in `schemas`; UsageError if there is one."""
    files = blank_campaign(campaign_id)
    folder = schemas / campaign_id
    if folder.exists():
        raise UsageError(f"“{folder}”已经存在，没有写入。", "请换一个代号，或另指定一个文件夹。")
    try:
        folder.mkdir(parents=True)
        for name, text in files.items():
            (folder / name).write_text(text, encoding="utf-8", newline="\n")
    except OSError as fault:
        raise UsageError(f"写不进文件夹“{folder}”。", "请检查写入权限，或换一个文件夹。") from fault
    return folder
