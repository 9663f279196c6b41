// Layers of one checkpoint beside those of other networks, and how alike the groups of checkpoints are.
const crossChoice = { measure: 0, checkpoint: 0, other: 0 };

// Values of a table of rows x columns, packed as those of page_data.hpp.
function unpackedRows(stored, columns) {
  const codes = bytesOf(stored.value), step = (stored.high - stored.low) / 65534;
  return (row, column) => {
    const at = 2 * (row * columns + column), code = codes[at] + 256 * codes[at + 1];
    return code === missing ? NaN : stored.low + code * step;
  };
}

// Borders of the groups of a checkpoint by a measure, where it was grouped by it.
function bordersOf(checkpoint, measureName) {
  const measure = data.measures.findIndex((head) => head.name === measureName);
  const stored = checkpoint && checkpoint.measures.find((table) => table.measure === measure);
  return stored && stored.grouped !== false ? stored : { border: [], confidence: [] };
}

// What one measure says of a checkpoint and another network, or null where it is not there.
function openCross(network, measure) {
  const stored = network.measures.find((table) => table.measure === measure);
  if (!stored) return null;
  const head = data.crossMeasures[measure], checkpoint = data.checkpoints[network.checkpoint];
  const names = data.layers[checkpoint.layers], columns = data.layers[network.layers];
  if (!stored.value) return { names, columns, stored, head, leftOut: true };
  const other = network.kind === "checkpoint"
    ? data.checkpoints.find((page) => page.name === network.name && page.layers === network.layers) : undefined;
  const value = unpackedRows(stored, columns.length), ends = stored.least ? bytesOf(stored.least.code) : null;
  return {
    names, columns, stored, head, value,
    rowGroups: bordersOf(checkpoint, head.name),
    columnGroups: bordersOf(other, head.name),
    cellText: (table, row, column) => {
      let text = `${names[row]} of ${checkpoint.name} and ${columns[column]} of ${network.name}: ${shown(value(row, column))}`;
      const end = ends ? ends[row * columns.length + column] : endNotKnown;
      if (end !== endNotKnown) text += `, at least ${shown(value(row, column) - end * stored.least.step)}`;
      return stored.nearest[row] === column ? `${text}; nearest, confidence ${shareText(stored.confidence[row])}` : text;
    },
  };
}

function shareText(share) {
  return share === null ? "not known" : percent(share);
}

function axisBorders(svg, groups, axis, left, top, width, height, size) {
  groups.border.forEach((border, k) => {
    const share = groups.confidence[k], thick = 1 + 2 * (Number.isFinite(share) ? share : 0.5);
    const path = axis === "rows" ? `M${left} ${top + border * size}h${width}` : `M${left + border * size} ${top}v${height}`;
    const group = svg.append("g").attr("class", `border ${axis}`).attr("data-border", border).attr("fill", "none")
      .attr("pointer-events", "none");
    group.append("path").attr("d", path).attr("stroke", "#000").attr("stroke-width", thick + 1.2);
    group.append("path").attr("d", path).attr("stroke", "#fff").attr("stroke-width", thick);
  });
}

// A heat map of rows x columns with titles on both axes.
function drawRectangle(container, table, range, kind, titles, label, say) {
  const room = Math.max(300, Math.min(760, container.clientWidth));
  const most = Math.max(6, Math.min(22, Math.floor((0.3 * room - 12) / letterWidth)));
  const rows = table.names.length, columns = table.columns.length;
  const left = letterWidth * longestOf(table.names, most) + 28, top = 22;
  const below = letterWidth * longestOf(table.columns, most) + 12;
  const size = Math.min((room - left - 20) / columns, (room - left - 20) / Math.max(rows, columns), 46);
  const width = size * columns, height = size * rows, legend = Math.max(width, Math.min(260, room - left - 20));
  const svg = newFigure(container, kind, left + legend + 20, Math.max(top + height + below + 54, 170), label)
    .attr("role", "application").attr("tabindex", 0);
  drawCells(svg.append("g").attr("transform", `translate(${left} ${top})`), table, size, colourOf(range));
  axisBorders(svg, table.rowGroups, "rows", left, top, width, height, size);
  axisBorders(svg, table.columnGroups, "columns", left, top, width, height, size);
  const dots = svg.append("g").attr("fill", "#fff").attr("stroke", "#000").attr("stroke-width", 0.8).attr("pointer-events", "none");
  (table.stored.nearest || []).forEach((column, row) => {
    if (column < 0) return;
    dots.append("circle").attr("class", "nearest").attr("data-row", row).attr("data-column", column)
      .attr("cx", left + (column + 0.5) * size).attr("cy", top + (row + 0.5) * size).attr("r", Math.max(1, Math.min(4.5, size / 6)));
  });
  rowLabels(svg, table.names, left, top, height, most);
  columnLabels(svg, table.columns, left, top + height, width, most);
  svg.append("text").attr("x", left).attr("y", top - 7).attr("font-weight", "bold").text(shortName(titles[1], 44));
  svg.append("text").attr("transform", `translate(11 ${top}) rotate(-90)`).attr("text-anchor", "end").attr("font-weight", "bold")
    .text(shortName(titles[0], 44));
  drawLegend(svg, table.head, range, left, top + height + below + 4, legend, `legend-${kind}-shown`);
  followCells(svg, table, left, top, size, say);
}

function showNearest(table) {
  const body = d3.select("#cross-nearest");
  body.selectAll("*").remove();
  if (!table || table.leftOut) return;
  table.names.forEach((name, row) => {
    const line = body.append("tr"), column = table.stored.nearest[row];
    line.append("th").attr("scope", "row").text(name);
    const cells = column < 0 ? ["none", "", ""]
      : [table.columns[column], shareText(table.stored.confidence[row]), shown(table.value(row, column))];
    cells.forEach((text) => line.append("td").text(text));
  });
}

const sayCross = speaker("cross-map", "cross-readout"), sayAgreement = speaker("agreement-map", "agreement-readout");

function showCross() {
  const network = data.cross[crossChoice.other], table = openCross(network, crossChoice.measure);
  const checkpoint = data.checkpoints[network.checkpoint], head = data.crossMeasures[crossChoice.measure];
  element("cross-measure").value = crossChoice.measure;
  element("cross-checkpoint").value = crossChoice.checkpoint;
  element("cross-other").value = crossChoice.other;
  const title = `${titleWithUnit(head)}: layers of ${checkpoint.name} against those of ${network.name}`;
  element("cross-caption").textContent = title;
  sayCross("", 0, 0);
  showNearest(table);
  const figure = element("cross-figure");
  if (!table || table.leftOut) {
    figure.textContent = table ? "The values are left out here to keep the page small; report.json has them."
      : "This measure was not computed for these two.";
    return;
  }
  drawRectangle(figure, table, [head.low, head.high], "cross", [`layers of ${checkpoint.name}`, `layers of ${network.name}`],
    `Heat map of ${title}; the arrow keys move over the cells`, sayCross);
}

// The networks that the chosen checkpoint was compared with; keeps the one of the same name.
function chooseCompared(checkpoint) {
  const before = data.cross[crossChoice.other].name, select = element("cross-other");
  crossChoice.checkpoint = checkpoint;
  select.textContent = "";
  const there = data.cross.map((network, k) => [network, k]).filter(([network]) => network.checkpoint === checkpoint);
  there.forEach(([network, k]) => d3.select(select).append("option").attr("value", k).text(network.name));
  crossChoice.other = (there.find(([network]) => network.name === before) || there[0])[1];
  showCross();
}

function showAgreement() {
  const stored = data.agreement[Number(element("agreement-measure").value)], names = data.checkpoints.map((page) => page.name);
  const value = unpackedRows(stored, names.length), none = { border: [], confidence: [] };
  const table = {
    names, columns: names, stored: {}, value, rowGroups: none, columnGroups: none,
    head: { title: "adjusted Rand index", unit: "none" },
    cellText: (_, row, column) => `${names[row]} and ${names[column]}: ${shown(value(row, column))}`,
  };
  element("agreement-caption").textContent = stored.title;
  sayAgreement("", 0, 0);
  drawRectangle(element("agreement-figure"), table, [Math.min(0, stored.low), 1], "agreement", ["checkpoints", "checkpoints"],
    `Heat map of the adjusted Rand index of the groups of every two checkpoints, by ${stored.title}; the arrow keys move over the cells`,
    sayAgreement);
}

// Puts what can be chosen into the place of a static figure.
function makeLive(name) {
  const holder = d3.select(`#${name}-map`);
  holder.selectAll("*").remove();
  holder.append("div").attr("id", `${name}-figure`);
  addTip(holder);
  for (const part of ["controls", "readout"]) element(`${name}-${part}`).hidden = false;
  element(`${name}-controls`).addEventListener("submit", (event) => event.preventDefault());
}

function startBetween() {
  if (element("cross-map")) {
    makeLive("cross");
    fill(element("cross-measure"), data.crossMeasures.map((head) => head.title));
    const compared = [...new Set(data.cross.map((network) => network.checkpoint))];
    compared.forEach((k) => d3.select("#cross-checkpoint").append("option").attr("value", k).text(data.checkpoints[k].name));
    element("cross-measure").addEventListener("change", (event) => { crossChoice.measure = Number(event.target.value); showCross(); });
    element("cross-checkpoint").addEventListener("change", (event) => chooseCompared(Number(event.target.value)));
    element("cross-other").addEventListener("change", (event) => { crossChoice.other = Number(event.target.value); showCross(); });
    const last = compared[compared.length - 1];
    crossChoice.other = data.cross.findIndex((network) => network.checkpoint === last);
    crossChoice.measure = data.cross[crossChoice.other].measures[0].measure;
    chooseCompared(last);
  }
  if (element("agreement-map")) {
    makeLive("agreement");
    fill(element("agreement-measure"), data.agreement.map((table) => table.title));
    element("agreement-measure").addEventListener("change", showAgreement);
    showAgreement();
  }
}

function redrawBetween() {
  if (element("cross-map")) showCross();
  if (element("agreement-map")) showAgreement();
}
