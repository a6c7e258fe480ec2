import { fork } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { cpus, loadavg, totalmem } from "node:os";
import { dirname } from "node:path";
import { parseArgs } from "node:util";
import { missing, versions } from "./prosody.js";
import { isBroken, isMet, print } from "./report.js";
const SECTIONS = ["handling", "parsing", "size", "growth", "memory", "start"];
const { values } = parseArgs({
  options: { quick: { type: "boolean", default: false }, only: { type: "string" }, json: { type: "string", default: "reports/bench.json" } }
});
const runSection = (name) => new Promise((resolve, reject) => {
  const child = fork(new URL("./run-section.js", import.meta.url), [name, values.quick ? "quick" : "full"], {
    execArgv: ["--expose-gc", "--max-old-space-size=8192"],
    serialization: "advanced"
    // keeps `undefined` and `NaN`
  });
  child.once("message", (answer) => resolve(answer));
  child.once("exit", (code) => reject(new Error(`${name}: exit code ${code}`)));
});
const machine = {
  cpu: `${cpus()[0]?.model ?? "unknown"}, ${cpus().length} cores`,
  memory: `${Math.round(totalmem() / 2 ** 30)} GiB`,
  load: loadavg()[0]?.toFixed(2),
  node: process.version,
  v8: process.versions.v8,
  ...versions()
};
console.log(Object.entries(machine).map(([name, value]) => `${name}: ${value}`).join("; "));
if (missing !== void 0) console.log(missing);
const chosen = SECTIONS.filter((name) => values.only === void 0 || values.only.split(",").includes(name));
const sections = {};
for (const name of chosen) {
  const before = performance.now();
  const { section, checksum } = await runSection(name);
  const seconds = Math.round((performance.now() - before) / 100) / 10;
  sections[name] = { ...section, checksum, seconds };
  console.log(`${print(section)}
  (${seconds} s)`);
}
mkdirSync(dirname(values.json), { recursive: true });
writeFileSync(values.json, `${JSON.stringify({ quick: values.quick, machine, sections }, null, 2)}
`);
const checks = Object.values(sections).flatMap((section) => section.checks);
const broken = checks.filter(isBroken);
console.log(`
${checks.filter(isMet).length} of ${checks.length} targets met; ${values.json} has all numbers.`);
if (values.quick && broken.length > 0) {
  console.error(`Failed, by more than twice the target:
${broken.map(({ name, value }) => `  ${name}: ${value}`).join("\n")}`);
  process.exitCode = 1;
}
