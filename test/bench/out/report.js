const modeOf = (quick) => quick ? { quick, rounds: 3, roundMs: 100 } : { quick, rounds: 5, roundMs: 500 };
const ROOM = 2;
const isMet = ({ value, bound, target }) => bound === "at least" ? value >= target : value <= target;
const isBroken = (check) => check.asserted === true && !isMet({ ...check, target: check.bound === "at least" ? check.target / ROOM : check.target * ROOM });
const digits = (value) => Math.abs(value) >= 100 || Number.isInteger(value) ? 0 : value < 1 ? 3 : 2;
const format = (value) => value === void 0 ? "" : typeof value === "string" ? value : value.toLocaleString("en", { maximumFractionDigits: digits(value) }).replaceAll(",", " ");
const table = (columns, rows) => {
  const lines = [columns, ...rows.map((row) => row.map(format))];
  const widths = columns.map((_, column) => Math.max(...lines.map((line) => (line[column] ?? "").length)));
  const [head, ...body] = lines.map(
    (line) => widths.map((width, column) => column === 0 ? (line[column] ?? "").padEnd(width) : (line[column] ?? "").padStart(width)).join("  ")
  );
  return [head, widths.map((width) => "-".repeat(width)).join("  "), ...body].join("\n");
};
const checkLine = (check) => {
  const { name, value, bound, target, unit } = check;
  const suffix = unit === void 0 ? "" : ` ${unit}`;
  return `${isMet(check) ? "met   " : "MISSED"}  ${name}: ${format(value)}${suffix}, target ${bound} ${format(target)}${suffix}`;
};
const print = ({ title, columns, rows, checks, notes }) => [
  "",
  title,
  "",
  table(columns, rows),
  ...checks.length === 0 ? [] : ["", ...checks.map(checkLine)],
  ...notes.length === 0 ? [] : ["", ...notes.map((note) => `  ${note}`)]
].join("\n");
export {
  format,
  isBroken,
  isMet,
  modeOf,
  print
};
