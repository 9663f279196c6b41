// The controls: which measure of which checkpoint is shown, and what can be saved.
const element = (id) => document.getElementById(id);
const choice = { measure: 0, checkpoint: data.checkpoints.length - 1, ownScale: false };

function rangeOf(table) {
  if (!choice.ownScale) return [table.head.low, table.head.high];
  const diagonal = table.stored.self || [0];
  return [Math.min(table.stored.low, ...diagonal), Math.max(table.stored.high, ...diagonal)];
}

const say = speaker("map", "readout");

function showGroups(table) {
  const list = element("group-list");
  list.textContent = table.stored.grouped === false ? "not grouped by this measure" : "";
  groupRanges(table).forEach((range, g) => {
    if (g > 0) d3.select(list).append("span").attr("class", "border").text(` | ${borderText(table, g - 1)} | `);
    d3.select(list).append("span").attr("class", "group").text(range);
  });
}

function showDendrogram(table) {
  const section = element("dendrogram-section");
  if (!section) return;
  section.hidden = table === null || !table.stored.merge;
  if (section.hidden) return;
  drawDendrogram(element("dendrogram"), table);
  element("dendrogram-caption").textContent = `${table.head.title}, ${table.stored.clustering} linkage`;
}

function showMap(table, name) {
  const figure = element("figure");
  element("save").hidden = table === null || table.leftOut === true;
  element("group-list").textContent = "";
  if (table) showGroups(table);
  if (element("save").hidden) {
    figure.textContent = table ? "The values are left out here to keep the page small; report.json has them."
      : "This measure was not computed for this checkpoint.";
    return;
  }
  drawMap(figure, table, rangeOf(table), name, say);
}

function show() {
  const checkpoint = data.checkpoints[choice.checkpoint], table = openTable(choice.checkpoint, choice.measure);
  element("measure").value = choice.measure;
  element("checkpoint").value = choice.checkpoint;
  element("previous").disabled = choice.checkpoint === 0;
  element("next").disabled = choice.checkpoint === data.checkpoints.length - 1;
  element("map-caption").textContent = `${titleWithUnit(data.measures[choice.measure])}, checkpoint ${checkpoint.name}`;
  say("", 0, 0);
  showMap(table, checkpoint.name);
  showDendrogram(table);
  if (element("border-chart")) drawBorderChart(element("border-chart"), choice.measure, choice.checkpoint, chooseCheckpoint);
  if (element("profiles")) {
    drawProfiles(element("profiles"), checkpoint);
    element("profiles-checkpoint").textContent = checkpoint.name;
  }
}

function chooseCheckpoint(index) {
  choice.checkpoint = Math.max(0, Math.min(data.checkpoints.length - 1, index));
  show();
}

function save(text, type, ending) {
  const name = [data.study, data.checkpoints[choice.checkpoint].name, data.measures[choice.measure].name].join("_");
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type }));
  link.download = name.replace(/[^\w.-]/g, "_") + ending;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}

function figureText() {
  const copy = element("figure").querySelector("svg").cloneNode(true);
  copy.querySelectorAll(".cursor").forEach((node) => node.remove());
  return new XMLSerializer().serializeToString(copy);
}

// Every pair of layers once.
function pairsOf(table) {
  const pairs = [];
  table.names.forEach((first, row) => {
    for (let column = row + 1; column < table.names.length; ++column)
      pairs.push({ layer_i: first, layer_j: table.names[column], value: table.value(row, column),
        least: table.least(row, column), most: table.most(row, column), how: table.word(row, column) });
  });
  return pairs;
}

function csvText(table) {
  const quoted = (text) => /[",\r\n]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text;
  const columns = ["layer_i", "layer_j", "value", "least", "most", "how"];
  const rows = pairsOf(table).map((pair) => columns.map((column) => quoted(String(pair[column]))).join(","));
  return [columns.join(","), ...rows].join("\r\n") + "\r\n";
}

function jsonText(table) {
  return JSON.stringify({
    study: data.study, checkpoint: data.checkpoints[choice.checkpoint].name, measure: table.head.title,
    unit: table.head.unit, rounded_to: (table.stored.high - table.stored.low) / 65534, layers: table.names,
    groups: groupRanges(table), border: table.stored.border, confidence: table.stored.confidence, pairs: pairsOf(table),
  }, null, 1) + "\n";
}

function fill(select, entries) {
  entries.forEach((entry, k) => d3.select(select).append("option").attr("value", k).text(entry));
}

function start() {
  const map = d3.select("#map");
  map.selectAll("*").remove();
  map.append("div").attr("id", "figure");
  addTip(map);
  fill(element("measure"), data.measures.map((measure) => measure.title));
  fill(element("checkpoint"), data.checkpoints.map((checkpoint) => checkpoint.name));
  element("measure").addEventListener("change", (event) => { choice.measure = Number(event.target.value); show(); });
  element("checkpoint").addEventListener("change", (event) => chooseCheckpoint(Number(event.target.value)));
  element("previous").addEventListener("click", () => chooseCheckpoint(choice.checkpoint - 1));
  element("next").addEventListener("click", () => chooseCheckpoint(choice.checkpoint + 1));
  element("own-scale").addEventListener("change", (event) => { choice.ownScale = event.target.checked; show(); });
  element("controls").addEventListener("submit", (event) => event.preventDefault());
  element("save-svg").addEventListener("click", () => save(figureText(), "image/svg+xml", ".svg"));
  const shownTable = () => openTable(choice.checkpoint, choice.measure);
  element("save-csv").addEventListener("click", () => save(csvText(shownTable()), "text/csv", ".csv"));
  element("save-json").addEventListener("click", () => save(jsonText(shownTable()), "application/json", ".json"));
  for (const id of ["controls", "readout"]) element(id).hidden = false;
  let width = window.innerWidth;
  window.addEventListener("resize", () => {
    if (window.innerWidth === width) return;
    width = window.innerWidth;
    show();
    redrawBetween();
  });
  choice.measure = data.checkpoints[choice.checkpoint].measures[0].measure;
  show();
}

startBetween();
start();
