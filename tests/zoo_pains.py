"""What people send, line by line: the list that the zoo must cover.

Lines with several things in them stand here thing by thing, so that none is forgotten.
"""

from __future__ import annotations

FILES = (
    ".xlsx .xlsm .xls .xlsb .ods .csv, WPS .et",
    "else HTML table, CSV, or F103",
    ".xls that is HTML, CSV, or OOXML; .xlsx that is BIFF",
    "CSV in GBK/GB18030, UTF-8 with or without BOM, UTF-16; `;` or tab",
    "password-protected",
    "`--password`, or the 密码 column of 收件.xlsx, opens it",
    "empty, truncated, not a workbook, a folder named x.xlsx, a dead link",
    "an unreadable permission",
    "`~$名单.xlsx`, `.DS_Store`, `Thumbs.db`, `desktop.ini`, `__MACOSX/`",
    "symbolic links leading out of the inbox",
    "archive members with `..` or absolute paths",
    "zip bombs, a billion laughs, external entities, absurd shared-string counts",
    "deep nesting of archives",
    "macros, external links, DDE, OLE objects",
    "zip, and 7z or rar where a maintained library reads them",
    "zip names in GBK without the flag",
    ".eml (and .msg) with attachments; subject `参选类别+参选者名称`",
    "Date is the received time",
    "the same bytes twice",
    "five files `名单.xlsx`, `名单(1).xlsx`, `名单-修改.xlsx`, `名单最终版.xlsx` of one unit",
)
SHEETS = (
    "renamed, re-ordered, differently spaced or full-width sheet names",
    "the list on the second sheet",
    "several boards in one file",
    "one or three title lines, “推荐单位：… 填报日期：…”, units in a corner",
    "a two-row heading with merged cells",
    "a heading repeated on each printed page",
    "headings with spaces, line breaks, `*`, numbering “1.”, units in other brackets, synonyms",
    "never by prefix (毛利 is not 毛利率); an unmatched heading is S103",
    "columns missing, extra, in another order, twice",
    "hidden rows, columns, sheets; filtered rows",
    "a sheet that claims 1,048,576 rows, or says its size is A1:A1",
    "S110 names the stray cell",
    "blank rows inside; 合计; 注：…; the template's example; signatures and stamps below",
    "values merged down over several rows (one 推荐单位 for five rows)",
    "the official form, filled, one per sheet or file",
    "an older template, another campaign's, another unit's",
    "a heading and no entries below it",
)
CELLS = (
    "formula with a cached value; without one V902; `#REF!` V901",
    "18-digit code as a number, `9.131E+17`, ends in 000; leading zeros gone",
    "code in lower case, full-width, with spaces, zero-width characters, O for 0, I for 1",
    "dates: real, serial, 1904 system, `2018.5.6` `2018/5/6` `2018-05` `2018年5月` `20180506`",
    "`1,234.5` `１２３４` `约300` `300人` `2000万` `2000万元` `0.2亿` `/` `—` `无` `不适用` `N/A`",
    "15 %, 0.15, 15, `15％`",
    "是/否 as √ ✓ ☑ ■ Y 1",
    "several choices “电子信息、装备制造” `;` `/` line breaks",
    "NBSP, full-width spaces, smart quotes, half-width brackets, line ends inside a name",
    "control characters, private-use characters, 60,000-character text",
    "`=HYPERLINK(…)`, `=cmd|…`, `+86…`, `@…` as text",
    "phone `13800138000.0`, `021-5388 0900转8023`, two numbers",
    "floats with tails (0.30000000000000004)",
)
TRAPS = (
    "error cells (`#REF!`, `#N/A` …)",
    "formulas without a cached value",
    "shared-string index with white space (`<v>2 </v>`, pretty-printed XML)",
    "strict OOXML",
    "`dimension` too small",
    "type guessing",
    "UTF-16 sheet part; BIFF8 with code page 1252; .xls text over 8,217 characters",
    "embedded `Workbook` stream beside a top-level `Book`",
    "cached series of chart sheets",
    "hyperlink on an empty cell; values inside a merge",
    "an unclosed quote in CSV; UTF-16 without BOM",
    "percent and leading-zero formats",
    "one unknown cell type (`#SPILL!`, an odd `t`)",
    "A1 + XFD1048576; a 32,767-character string used 200,000 times (27 KB)",
    "SST count 2³²−1; OLE directory loop; huge or reversed DIMENSIONS",
    "20 zip members sharing one record (1 GB in 57 KB); bzip2 1 GB in 3 KB",
    "a panic inside the Rust reader",
    "a FIFO, a device, a link to one, a name that is not UTF-8",
)
PAINS = FILES + SHEETS + CELLS + TRAPS
