// Tables that sort by any column and, where they are searched, filter. The page is whole without.
(function () {
  "use strict";
  var order = new Intl.Collator("zh-CN", { numeric: true, sensitivity: "base" });

  function element(name, parent, words) {
    var made = document.createElement(name);
    if (words) { made.textContent = words; }
    parent.appendChild(made);
    return made;
  }

  function text(row, column) { return row.cells[column].textContent; }

  function plain(words) { return words.normalize("NFKC").toLowerCase(); }

  // ---- sorting: blanks come last, equal rows stay as they were

  function numberOf(words) {
    var number = parseFloat(words.replace(/,/g, ""));
    return isNaN(number) ? null : number;
  }

  function compare(one, other, sign) {
    if (one === other) { return 0; }
    if (one === null) { return 1; }
    if (other === null) { return -1; }
    return sign * (typeof one === "number" ? one - other : order.compare(one, other));
  }

  function sort(table, heading) {
    var sign = heading.getAttribute("aria-sort") === "ascending" ? -1 : 1;
    var isNumber = heading.classList.contains("n");
    var column = heading.cellIndex, body = table.tBodies[0];
    var rows = Array.from(body.rows, function (row, at) {
      var words = text(row, column);
      return { row: row, at: at, key: isNumber ? numberOf(words) : words || null };
    });
    rows.sort(function (one, other) {
      return compare(one.key, other.key, sign) || one.at - other.at;
    });
    Array.from(heading.parentNode.cells).forEach(function (cell) {
      cell.removeAttribute("aria-sort");
    });
    heading.setAttribute("aria-sort", sign > 0 ? "ascending" : "descending");
    body.append.apply(body, rows.map(function (each) { return each.row; }));
  }

  function addSorting(table) {
    Array.from(table.tHead.rows[0].cells).forEach(function (heading) {
      heading.classList.add("sorts");
      heading.tabIndex = 0;
      heading.title = "按“" + heading.textContent + "”排序";
      heading.addEventListener("click", function () { sort(table, heading); });
      heading.addEventListener("keydown", function (event) {
        if (event.key === "Enter") { sort(table, heading); }
      });
    });
  }

  // ---- filters: all words are in the row, and the picked values are its own

  function addPick(controls, table, heading) {
    var column = heading.cellIndex, counts = new Map();
    Array.from(table.tBodies[0].rows).forEach(function (row) {
      var words = text(row, column);
      if (words) { counts.set(words, (counts.get(words) || 0) + 1); }
    });
    if (counts.size < 2) { return null; }
    var pick = element("select", controls);
    var label = heading.textContent;
    pick.setAttribute("aria-label", label);
    element("option", pick, label + "：全部").value = "";
    counts.forEach(function (count, words) {
      element("option", pick, words + "（" + count + "）").value = words;
    });
    return { pick: pick, column: column };
  }

  function addFilters(scroll, table) {
    var controls = document.createElement("div");
    controls.className = "controls";
    scroll.parentNode.insertBefore(controls, scroll);
    var input = element("input", controls);
    input.type = "search";
    input.placeholder = "查找（空格隔开几个词）";
    input.setAttribute("aria-label", "查找");
    var headings = Array.from(table.tHead.querySelectorAll("[data-picked]"));
    var picks = headings.map(function (heading) {
      return addPick(controls, table, heading);
    }).filter(Boolean);
    var said = element("output", controls);
    var rows = Array.from(table.tBodies[0].rows, function (row) {
      var words = Array.from(row.cells, function (cell) { return cell.textContent; });
      return { row: row, words: plain(words.join("\n")) };
    });

    function filter() {
      var wanted = plain(input.value).split(/\s+/).filter(Boolean), shown = 0;
      rows.forEach(function (each) {
        var fits = wanted.every(function (word) { return each.words.indexOf(word) >= 0; }) &&
          picks.every(function (own) {
            return !own.pick.value || text(each.row, own.column) === own.pick.value;
          });
        each.row.hidden = !fits;
        shown += fits;
      });
      said.textContent = "显示 " + shown + " / " + rows.length + " 行";
    }

    controls.addEventListener("input", filter);
    filter();
  }

  document.querySelectorAll(".scroll").forEach(function (scroll) {
    var table = scroll.querySelector("table");
    if (scroll.hasAttribute("data-searched")) { addFilters(scroll, table); }
    if (table.tBodies[0].rows.length > 2) { addSorting(table); }
  });
}());
