// Tables that sort by any column and, where they are searched, filter. The page is whole without:
// what is only laid out in part is so because thousands of rows take a browser a second each time.
(function () {
  "use strict";
  var STEP = 300;
  var order = new Intl.Collator("zh-CN", { numeric: true, sensitivity: "base" });

  function element(name, parent, words) {
    var made = document.createElement(name);
    made.textContent = words || "";
    parent.appendChild(made);
    return made;
  }

  function textOf(cell) { return cell.textContent; }

  function plain(words) { return words.normalize("NFKC").toLowerCase(); }

  // Sorting: numbers begin with the largest, blanks come last, equal rows stay as they were.
  function numberOf(words) {
    var number = parseFloat(words.replace(/,/g, ""));
    return isNaN(number) ? null : number;
  }

  function compare(one, other, sign) {
    if (one === null || other === null) { return (one === null) - (other === null); }
    return sign * (typeof one === "number" ? one - other : order.compare(one, other));
  }

  function sort(table, heading) {
    var isNumber = heading.classList.contains("n"), now = heading.getAttribute("aria-sort");
    var sign = now === "ascending" || (!now && isNumber) ? -1 : 1;
    var rows = Array.from(table.tBodies[0].rows, function (row, at) {
      var words = row.cells[heading.cellIndex].textContent;
      return { row: row, at: at, key: isNumber ? numberOf(words) : words || null };
    });
    rows.sort(function (one, other) {
      return compare(one.key, other.key, sign) || one.at - other.at;
    });
    table.querySelectorAll("[aria-sort]").forEach(function (cell) {
      cell.removeAttribute("aria-sort");
    });
    heading.setAttribute("aria-sort", sign > 0 ? "ascending" : "descending");
    rows.forEach(function (each) { table.tBodies[0].appendChild(each.row); });
    table.dispatchEvent(new Event("sorted"));
  }

  function addSorting(table) {
    Array.from(table.tHead.rows[0].cells).forEach(function (heading) {
      heading.classList.add("sorts");
      heading.tabIndex = 0;
      heading.title = "点一下按“" + heading.textContent + "”排序，再点一下倒过来";
      heading.addEventListener("click", function () { sort(table, heading); });
      heading.addEventListener("keydown", function (event) {
        if (event.key !== "Enter" && event.key !== " ") { return; }
        event.preventDefault();
        sort(table, heading);
      });
    });
  }

  // Filters: all words are in the row, and the picked values are its own.
  function addPick(controls, heading, rows) {
    var counts = new Map();
    rows.forEach(function (each) {
      var words = each.cells[heading.cellIndex];
      if (words) { counts.set(words, (counts.get(words) || 0) + 1); }
    });
    var pick = element("select", controls);
    pick.setAttribute("aria-label", heading.textContent);
    element("option", pick, heading.textContent + "：全部").value = "";
    counts.forEach(function (count, words) {
      element("option", pick, words + "（" + count + "）").value = words;
    });
    pick.hidden = counts.size < 2;
    return { pick: pick, column: heading.cellIndex };
  }

  function addFilters(scroll, table) {
    var controls = document.createElement("div"), most = STEP, known = new Map();
    controls.className = "controls";
    scroll.parentNode.insertBefore(controls, scroll);
    var input = element("input", controls);
    input.placeholder = "查找（空格隔开几个词）";
    input.setAttribute("aria-label", "查找");
    Array.from(table.tBodies[0].rows).forEach(function (row) {
      var own = Array.from(row.cells, textOf);
      known.set(row, { cells: own, words: plain(own.join("\n")) });
    });
    var picks = Array.from(table.querySelectorAll("[data-picked]"), function (heading) {
      return addPick(controls, heading, known);
    });
    var said = element("output", controls), more = element("button", controls, "再多显示一些");

    function show() {
      var wanted = plain(input.value).split(/\s+/), found = 0;
      Array.from(table.tBodies[0].rows).forEach(function (row) {
        var own = known.get(row);
        var fits = wanted.every(function (word) { return own.words.indexOf(word) >= 0; }) &&
          picks.every(function (each) {
            return !each.pick.value || own.cells[each.column] === each.pick.value;
          });
        found += fits;
        row.hidden = !fits || found > most;
      });
      said.textContent = "共 " + known.size + " 行，符合 " + found + " 行" +
        (found > most ? "，显示前 " + most + " 行" : "");
      more.hidden = found <= most;
    }

    controls.addEventListener("input", function () { most = STEP; show(); });
    more.addEventListener("click", function () { most *= 4; show(); });
    table.addEventListener("sorted", show);
    show();
  }

  document.querySelectorAll(".scroll").forEach(function (scroll) {
    var table = scroll.querySelector("table");
    if (scroll.hasAttribute("data-searched")) { addFilters(scroll, table); }
    if (table.tBodies[0].rows.length > 2) { addSorting(table); }
  });
}());
