// Borders over checkpoints, dendrogram and profiles.
function drawBorderChart(container, measure, current, choose) {
  const tables = data.checkpoints.map((_, k) => openTable(k, measure));
  const there = tables.filter((table) => table);
  const names = there.reduce((longest, table) => table.names.length > longest.length ? table.names : longest, []);
  const checkpoints = data.checkpoints.map((checkpoint) => checkpoint.name);
  const left = letterWidth * longestOf(names, 22) + 12, top = 8, count = checkpoints.length;
  const width = Math.max(120, Math.min(640, 60 * count, container.clientWidth - left - 20)), height = Math.max(60, Math.min(420, 16 * names.length));
  const column = width / count, row = height / names.length, below = letterWidth * longestOf(checkpoints, 22) + 14;
  const svg = newFigure(container, "borders", left + width + 20, top + height + below,
    "Where layer groups begin, for each checkpoint from left to right").attr("role", "img");
  svg.append("rect").attr("x", left).attr("y", top).attr("width", width).attr("height", height).attr("fill", "#f3f3f3");
  svg.append("rect").attr("class", "current").attr("x", left + current * column).attr("y", top).attr("width", column)
    .attr("height", height).attr("fill", "#cfe3ff");
  rowLabels(svg, names, left, top, height, 22);
  columnLabels(svg, checkpoints, left, top + height, width, 22);
  const ink = (share) => d3.interpolateViridis(0.92 * (1 - (Number.isFinite(share) ? share : 0.5)));
  tables.forEach((table, k) => {
    if (!table) return;
    table.stored.border.forEach((border, b) => {
      svg.append("rect").attr("class", "bar").attr("data-border", border).attr("data-checkpoint", k)
        .attr("x", left + (k + 0.1) * column).attr("y", top + border * row - 2).attr("width", 0.8 * column).attr("height", 4)
        .attr("fill", ink(table.stored.confidence[b])).append("title").text(
          `${checkpoints[k]}: border between ${table.names[border - 1]} and ${table.names[border]}, ` +
          `in ${borderText(table, b)} of the resamples`);
    });
  });
  svg.node().addEventListener("click", (event) => {
    const box = svg.node().getBoundingClientRect();
    const at = Math.floor(((event.clientX - box.left) * svg.attr("width") / box.width - left) / column);
    if (at >= 0 && at < count) choose(at);
  });
}

// Leaves in the order in which the tree is drawn without crossings.
function leavesOf(node, merges, layers) {
  if (node < layers) return [node];
  const merge = merges[node - layers];
  return [...leavesOf(merge[0], merges, layers), ...leavesOf(merge[1], merges, layers)];
}

function drawDendrogram(container, table) {
  const merges = table.stored.merge, layers = table.names.length;
  const order = leavesOf(layers + merges.length - 1, merges, layers);
  const names = order.map((leaf) => table.names[leaf]);
  const row = Math.max(4, Math.min(16, 600 / layers)), left = letterWidth * longestOf(names, 22) + 12, top = 8;
  const width = Math.max(180, Math.min(640, container.clientWidth) - left - 24), height = row * layers;
  const svg = newFigure(container, "dendrogram", left + width + 24, top + height + 44, "Dendrogram of the layers").attr("role", "img");
  const across = d3.scaleLinear().domain([0, Math.max(...merges.map((merge) => merge[2])) || 1]).range([left, left + width]);
  rowLabels(svg, names, left, top, height, 22);
  const place = new Map(order.map((leaf, k) => [leaf, [left, top + (k + 0.5) * row]]));
  const lines = svg.append("g").attr("fill", "none").attr("stroke", "#355f8d").attr("stroke-width", 1.5);
  merges.forEach(([first, second, mergeHeight], k) => {
    const [x1, y1] = place.get(first), [x2, y2] = place.get(second), x = across(mergeHeight);
    lines.append("path").attr("class", "merge").attr("d", `M${x1} ${y1}H${x}V${y2}H${x2}`);
    place.set(layers + k, [x, (y1 + y2) / 2]);
  });
  svg.append("g").attr("transform", `translate(0 ${top + height + 4})`).call(d3.axisBottom(across).ticks(5));
  svg.append("text").attr("x", left + width / 2).attr("y", top + height + 38).attr("text-anchor", "middle")
    .text("distance at which clusters merge");
}

function drawProfile(container, names, profile) {
  const left = 52, top = 8, width = 290, height = 110;
  const finite = profile.value.filter((value) => Number.isFinite(value));
  const low = Math.min(...finite), high = Math.max(...finite);
  const across = (i) => left + (i + 0.5) / names.length * width;
  const up = d3.scaleLinear().domain(high > low ? [low, high] : [low, low + 1]).range([top + height, top]);
  const svg = newFigure(container, "profile", left + width + 10, top + height + letterWidth * longestOf(names, 22) + 12,
    `${profile.title} of every layer`).attr("role", "img");
  svg.append("path").attr("d", `M${left} ${top}v${height}h${width}`).attr("fill", "none").attr("stroke", "#999");
  columnLabels(svg, names, left, top + height, width, 22);
  if (finite.length === 0) return;
  for (const [value, y] of [[high, top + 8], [low, top + height]])
    svg.append("text").attr("x", left - 5).attr("y", y).attr("text-anchor", "end").text(String(Number(value.toPrecision(3))));
  const line = d3.line().defined((value) => Number.isFinite(value)).x((_, i) => across(i)).y((value) => up(value));
  const numbers = profile.value.map((value) => value === null ? NaN : value);
  svg.append("path").attr("d", line(numbers)).attr("fill", "none").attr("stroke", "#2a788e").attr("stroke-width", 1.5);
  numbers.forEach((value, i) => {
    if (Number.isFinite(value))
      svg.append("circle").attr("cx", across(i)).attr("cy", up(value)).attr("r", 2).attr("fill", "#2a788e")
        .append("title").text(`${names[i]}: ${shown(value)}`);
  });
}

function drawProfiles(container, checkpoint) {
  const names = data.layers[checkpoint.layers];
  d3.select(container).selectAll("*").remove();
  for (const profile of checkpoint.profiles) {
    const figure = d3.select(container).append("figure");
    drawProfile(figure.append("div").attr("class", "scroll").node(), names, profile);
    figure.append("figcaption").text(`${profile.title} (${profile.unit})`);
  }
}
