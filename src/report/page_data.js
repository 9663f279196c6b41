// The values of the page (page_data.hpp), unpacked when they are shown.
const data = JSON.parse(document.getElementById("page-data").textContent);
const missing = 65535, endNotKnown = 255;

function bytesOf(text) {
  const raw = atob(text), bytes = new Uint8Array(raw.length);
  for (let i = 0; i < raw.length; ++i) bytes[i] = raw.charCodeAt(i);
  return bytes;
}

function pairIndex(row, column, layers) {
  const first = Math.min(row, column), second = Math.max(row, column);
  return first * (2 * layers - first - 1) / 2 + (second - first - 1);
}

// What one measure says of one checkpoint: functions of a cell (row, column), or null where it is not there.
function openTable(checkpoint, measure) {
  const stored = data.checkpoints[checkpoint].measures.find((table) => table.measure === measure);
  if (!stored) return null;
  const names = data.layers[data.checkpoints[checkpoint].layers], head = data.measures[measure];
  if (!stored.value) return { names, stored, head, leftOut: true };
  const codes = bytesOf(stored.value), step = (stored.high - stored.low) / 65534;
  const words = stored.word === undefined ? null : bytesOf(stored.word);
  const value = (row, column) => {
    if (row === column) return stored.self ? stored.self[row] : 0;
    const at = 2 * pairIndex(row, column, names.length), code = codes[at] + 256 * codes[at + 1];
    return code === missing ? NaN : stored.low + code * step;
  };
  const endOf = (end, sign) => {
    const code = end ? bytesOf(end.code) : null;
    return (row, column) => {
      const size = row === column || !code ? 0 : code[pairIndex(row, column, names.length)];
      return size === endNotKnown ? NaN : value(row, column) + sign * size * (end ? end.step : 0);
    };
  };
  return {
    names, value, stored, head,
    hasBracket: stored.least !== undefined || stored.most !== undefined,
    least: endOf(stored.least, -1),
    most: endOf(stored.most, 1),
    word: (row, column) => row === column || stored.words.length === 0 ? ""
      : stored.words[words ? words[pairIndex(row, column, names.length)] : 0],
  };
}

function titleWithUnit(head) {
  return head.title + (head.unit === "" || head.unit === "none" ? " (no unit)" : ` (${head.unit})`);
}

function shown(value) {
  return Number.isFinite(value) ? String(Number(value.toPrecision(4))) : "no value";
}

// Halves go to the even number, as in the rest of the page.
function percent(share) {
  if (!Number.isFinite(share)) return "not known";
  const exact = 100 * share, down = Math.floor(exact);
  return `${exact - down === 0.5 ? down + down % 2 : Math.round(exact)} %`;
}

// Value, bracket and what else is known of a cell, in words.
function cellText(table, row, column) {
  const names = row === column ? `${table.names[row]} with itself` : `${table.names[row]} and ${table.names[column]}`;
  let text = `${names}: ${shown(table.value(row, column))}`;
  if (table.hasBracket && row !== column)
    text += `, between ${shown(table.least(row, column))} and ${shown(table.most(row, column))}`;
  const word = table.word(row, column);
  return word ? `${text}; ${word}` : text;
}

// Groups as inclusive, named ranges.
function groupRanges(table) {
  if (table.stored.grouped === false) return [];
  const starts = [0, ...table.stored.border];
  return starts.map((first, g) => {
    const last = (g + 1 < starts.length ? starts[g + 1] : table.names.length) - 1;
    return first === last ? table.names[first] : `${table.names[first]} to ${table.names[last]}`;
  });
}

function borderText(table, border) {
  let text = percent(table.stored.confidence[border]);
  if (table.stored.q) text += `, q = ${shown(table.stored.q[border])}`;
  return table.stored.twin_p ? `${text}, untrained p = ${shown(table.stored.twin_p[border])}` : text;
}
