// The heat map: one rectangle for each cell, or from 65 layers on one image with a pixel for each.
const mostRectangles = 64, letterWidth = 6.3, labelApart = 13;

// A table between two lists of names has `columns` beside `names`.
function columnsOf(table) {
  return table.columns || table.names;
}

function shortName(name, most) {
  const letters = Array.from(name);
  if (letters.length <= most) return name;
  const head = Math.floor((most - 1) / 2);
  return letters.slice(0, head).join("") + "\u2026" + letters.slice(letters.length - (most - 1 - head)).join("");
}

function longestOf(names, most) {
  return Math.min(most, Math.max(...names.map((name) => Array.from(name).length)));
}

function labelStep(entries, length) {
  return Math.max(1, Math.ceil(labelApart * entries / length));
}

// An empty figure; styles are attributes, so that a saved figure keeps them.
function newFigure(container, kind, width, height, label) {
  const holder = d3.select(container);
  holder.selectAll("*").remove();
  const svg = holder.append("svg").attr("xmlns", "http://www.w3.org/2000/svg").attr("class", kind)
    .attr("viewBox", `0 0 ${width} ${height}`).attr("width", width).attr("height", height)
    .attr("font-family", "sans-serif").attr("font-size", 11).attr("fill", "#222").attr("aria-label", label);
  svg.append("rect").attr("width", width).attr("height", height).attr("fill", "#fff");
  return svg;
}

function rowLabels(svg, names, left, top, length, most) {
  const size = length / names.length, step = labelStep(names.length, length);
  names.forEach((name, i) => {
    if (i % step === 0)
      svg.append("text").attr("x", left - 5).attr("y", top + (i + 0.5) * size + 4).attr("text-anchor", "end")
        .text(shortName(name, most));
  });
}

function columnLabels(svg, names, left, top, length, most) {
  const size = length / names.length, step = labelStep(names.length, length);
  names.forEach((name, i) => {
    if (i % step === 0)
      svg.append("text").attr("transform", `translate(${left + (i + 0.5) * size + 4} ${top + 5}) rotate(-90)`)
        .attr("text-anchor", "end").text(shortName(name, most));
  });
}

function colourOf(range) {
  const width = range[1] - range[0];
  return (value) => Number.isFinite(value) ? d3.interpolateViridis(width > 0 ? (value - range[0]) / width : 0.5) : "#ccc";
}

function drawCells(cells, table, size, colour) {
  const rows = table.names.length, columns = columnsOf(table).length;
  if (Math.max(rows, columns) <= mostRectangles) {
    cells.attr("shape-rendering", "crispEdges");
    for (let row = 0; row < rows; ++row)
      for (let column = 0; column < columns; ++column)
        cells.append("rect").attr("class", "cell").attr("x", column * size).attr("y", row * size)
          .attr("width", size).attr("height", size).attr("fill", colour(table.value(row, column)));
    return;
  }
  const canvas = document.createElement("canvas");
  canvas.width = columns;
  canvas.height = rows;
  const context = canvas.getContext("2d"), picture = context.createImageData(columns, rows);
  for (let row = 0; row < rows; ++row)
    for (let column = 0; column < columns; ++column) {
      const mixed = d3.rgb(colour(table.value(row, column)));
      picture.data.set([mixed.r, mixed.g, mixed.b, 255], 4 * (row * columns + column));
    }
  context.putImageData(picture, 0, 0);
  cells.append("image").attr("class", "cells").attr("data-layers", rows).attr("width", size * columns)
    .attr("height", size * rows).attr("style", "image-rendering:pixelated").attr("preserveAspectRatio", "none")
    .attr("href", canvas.toDataURL());
}

function drawBorders(svg, table, left, top, size) {
  const side = size * table.names.length;
  let lastLabel = -1000;
  table.stored.border.forEach((border, k) => {
    const at = border * size, share = table.stored.confidence[k], width = 1 + 2 * (Number.isFinite(share) ? share : 0.5);
    const path = `M${left} ${top + at}h${side}M${left + at} ${top}v${side}`;
    const group = svg.append("g").attr("class", "border").attr("data-border", border).attr("fill", "none")
      .attr("pointer-events", "none");
    group.append("path").attr("d", path).attr("stroke", "#000").attr("stroke-width", width + 1.2);
    group.append("path").attr("d", path).attr("stroke", "#fff").attr("stroke-width", width);
    if (at - lastLabel < 32) return;
    svg.append("text").attr("x", left + at).attr("y", top - 6).attr("text-anchor", "middle").text(percent(share));
    lastLabel = at;
  });
}

function drawLegend(svg, head, range, left, top, side, id = "legend-shown") {
  const gradient = svg.append("defs").append("linearGradient").attr("id", id);
  for (let k = 0; k <= 20; ++k)
    gradient.append("stop").attr("offset", `${5 * k}%`).attr("stop-color", d3.interpolateViridis(k / 20));
  svg.append("text").attr("x", left).attr("y", top + 10).attr("font-weight", "bold").text(titleWithUnit(head));
  svg.append("rect").attr("x", left).attr("y", top + 16).attr("width", side).attr("height", 12).attr("fill", `url(#${id})`);
  const between = side < 260 ? [[0.5, "middle"]] : [[0.25, "middle"], [0.5, "middle"], [0.75, "middle"]];
  for (const [share, anchor] of [[0, "start"], ...between, [1, "end"]])
    svg.append("text").attr("x", left + share * side).attr("y", top + 42).attr("text-anchor", anchor)
      .text(String(Number((range[0] + share * (range[1] - range[0])).toPrecision(3))));
}

// Shows the cell under the pointer, or the one that the arrow keys have moved to.
function followCells(svg, table, left, top, size, say) {
  const rows = table.names.length, columns = columnsOf(table).length, node = svg.node();
  const cursor = svg.append("rect").attr("class", "cursor").attr("width", size).attr("height", size).attr("fill", "none")
    .attr("stroke", "#f00").attr("stroke-width", 2).attr("pointer-events", "none").attr("visibility", "hidden");
  let at = [0, 0];
  const show = (row, column) => {
    at = [row, column];
    cursor.attr("x", left + column * size).attr("y", top + row * size).attr("visibility", "visible");
    say((table.cellText || cellText)(table, row, column), left + (column + 1) * size, top + (row + 1) * size);
  };
  const hide = () => {
    cursor.attr("visibility", "hidden");
    say("", 0, 0);
  };
  const moved = (event) => {
    const box = node.getBoundingClientRect(), scale = svg.attr("width") / box.width;
    const column = Math.floor(((event.clientX - box.left) * scale - left) / size);
    const row = Math.floor(((event.clientY - box.top) * scale - top) / size);
    if (row >= 0 && column >= 0 && row < rows && column < columns) show(row, column);
    else hide();
  };
  node.addEventListener("pointermove", moved);
  node.addEventListener("pointerdown", moved);
  node.addEventListener("pointerleave", hide);
  node.addEventListener("focus", () => { if (node.matches(":focus-visible")) show(...at); });
  node.addEventListener("blur", hide);
  node.addEventListener("keydown", (event) => {
    const steps = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1],
      Home: [0, -columns], End: [0, columns], PageUp: [-rows, 0], PageDown: [rows, 0] };
    if (!(event.key in steps)) return;
    event.preventDefault();
    const inside = (value, count) => Math.max(0, Math.min(count - 1, value));
    show(inside(at[0] + steps[event.key][0], rows), inside(at[1] + steps[event.key][1], columns));
  });
}

function drawMap(container, table, range, checkpoint, say) {
  const width = Math.max(300, Math.min(760, container.clientWidth));
  const most = Math.max(6, Math.min(22, Math.floor((0.3 * width - 12) / letterWidth)));
  const names = letterWidth * longestOf(table.names, most) + 12, top = 22, side = width - names - 20;
  const size = side / table.names.length;
  const label = `Heat map of ${titleWithUnit(table.head)} between ${table.names.length} layers, checkpoint ${checkpoint}; ` +
    "the arrow keys move over the cells";
  const svg = newFigure(container, "map", width, top + side + names + 54, label)
    .attr("role", "application").attr("tabindex", 0);
  drawCells(svg.append("g").attr("transform", `translate(${names} ${top})`), table, size, colourOf(range));
  drawBorders(svg, table, names, top, size);
  rowLabels(svg, table.names, names, top, side, most);
  columnLabels(svg, table.names, names, top + side, side, most);
  drawLegend(svg, table.head, range, names, top + side + names + 4, side);
  followCells(svg, table, names, top, size, say);
}

// The words of a cell, beside it and below the figure.
function addTip(holder) {
  holder.append("div").attr("class", "tip").attr("aria-hidden", "true").attr("hidden", "");
}

function speaker(holder, readout) {
  return (text, x, y) => {
    const box = document.getElementById(holder), tip = box.querySelector(".tip");
    document.getElementById(readout).textContent = text || "Point at a cell, or use the arrow keys in the figure.";
    tip.textContent = text;
    tip.hidden = text === "";
    const room = box.clientWidth - tip.offsetWidth;
    tip.style.left = `${Math.max(0, Math.min(x + 6, room))}px`;
    tip.style.top = `${y + 6}px`;
  };
}
