// Barcodes of goods (EAN-13, EAN-8; a UPC-A is an EAN-13 with a zero before it) out of a picture, for
// browsers that have no detector of their own. Some lines across are turned into runs of dark and light, and
// read from every guard on, both ways; a code counts if its check digit fits and two lines agree.
const WIDTHS = ["3211", "2221", "2122", "1411", "1132", "1231", "1114", "1312", "1213", "3112"];
const ODD = WIDTHS.map((text) => [...text].map(Number));
const EVEN = ODD.map((widths) => [...widths].reverse());
// Which of the six digits on the left are even says the first digit.
const FIRST = "000000 001011 001101 001110 010011 011001 011100 010101 010110 011010".split(" ");
const LINES = 21;
const AROUND = 40;
const CONTRAST = 30;
const QUIET = 4;
const FAR = 1.6;
const TABLES = [ODD, EVEN];

// How far four runs are from a digit: from edge to like edge, which printing and blur leave alone, and a
// little by the runs themselves, which tell 1 from 7 and 2 from 8.
function distance(runs, at, widths, sum) {
  let far = 0;
  for (let place = 0; place < 4; place++) {
    const [now, next] = [runs[at + place], runs[at + place + 1]];
    if (place < 3) far += Math.abs(((now + next) * 7) / sum - widths[place] - widths[place + 1]);
    far += 0.35 * Math.abs((now * 7) / sum - widths[place]);
  }
  return far;
}

function nearest(runs, at, tables) {
  const sum = runs[at] + runs[at + 1] + runs[at + 2] + runs[at + 3];
  let found = { far: FAR };
  for (let even = 0; even < tables; even++) {
    for (let digit = 0; digit < 10; digit++) {
      const far = distance(runs, at, TABLES[even][digit], sum);
      if (far < found.far) found = { far, digit, even };
    }
  }
  return found.digit === undefined ? null : found;
}

function digits(runs, at, count, tables) {
  const found = [];
  for (let place = 0; place < count; place++) found.push(nearest(runs, at + 4 * place, tables));
  return found.includes(null) ? null : found;
}

function fits(text) {
  const body = [...text].reverse().map(Number);
  return body.reduce((sum, digit, place) => sum + digit * (place % 2 ? 3 : 1), 0) % 10 === 0;
}

// A code stands between two guards of three narrow runs each, and light on both sides.
function framed(runs, at, end) {
  const module = (runs.slice(at, end + 3).reduce((sum, run) => sum + run, 0) / (end + 3 - at)) * 0.6;
  const narrow = [...runs.slice(at, at + 3), ...runs.slice(end, end + 3)];
  const quiet = Math.min(runs[at - 1], runs[end + 3] ?? 0);
  return quiet > QUIET * module && narrow.every((run) => run < 2.6 * module);
}

function readAt(runs, at, half) {
  const middle = at + 3 + 4 * half;
  const end = middle + 5 + 4 * half;
  if (end + 3 >= runs.length || !framed(runs, at, end)) return null;
  const left = digits(runs, at + 3, half, half === 6 ? 2 : 1);
  const right = left && digits(runs, middle + 5, half, 1);
  if (!right) return null;
  const first = half === 6 ? FIRST.indexOf(left.map((one) => one.even).join("")) : "";
  const text = first + [...left, ...right].map((one) => one.digit).join("");
  return first !== -1 && fits(text) ? text : null;
}

// Dark and light by what is darkest and lightest around, to parts of a pixel; the first run is a light one.
function runsOf(row) {
  const runs = [];
  let [dark, edge, before] = [false, 0, 0];
  for (let x = 0; x < row.length; x++) {
    let [least, most] = [255, 0];
    for (let near = Math.max(0, x - AROUND); near < Math.min(row.length, x + AROUND); near += 2) {
      least = Math.min(least, row[near]);
      most = Math.max(most, row[near]);
    }
    const over = most - least < CONTRAST ? 1 : row[x] - (least + most) / 2;
    if (over < 0 !== dark) {
      const crossing = x - Math.abs(over) / (Math.abs(over) + Math.abs(before) || 1);
      runs.push(crossing - edge);
      [edge, dark] = [crossing, !dark];
    }
    before = over;
  }
  return [...runs, row.length - edge];
}

function readRuns(runs) {
  for (let at = 1; at + 43 < runs.length; at += 2) {
    const text = readAt(runs, at, 6) ?? readAt(runs, at, 4);
    if (text) return text;
  }
  return null;
}

function rowOf(image, y) {
  const row = new Float32Array(image.width);
  for (let x = 0; x < image.width; x++) {
    const at = 4 * (y * image.width + x);
    row[x] = 0.3 * image.data[at] + 0.59 * image.data[at + 1] + 0.11 * image.data[at + 2];
  }
  return row;
}

export function readBarcode(image) {
  const seen = new Map();
  for (let line = 1; line <= LINES; line++) {
    const runs = runsOf(rowOf(image, Math.floor((image.height * line) / (LINES + 1))));
    const text = readRuns(runs) ?? readRuns([...(runs.length % 2 ? runs : [...runs, 0])].reverse());
    if (!text) continue;
    seen.set(text, (seen.get(text) ?? 0) + 1);
    if (seen.get(text) === 2) return text;
  }
  return "";
}
