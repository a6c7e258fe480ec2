import { spawnSync } from "node:child_process";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { root } from "../root.js";
const spawnMs = (code) => {
  const before = performance.now();
  const { status, stderr } = spawnSync(process.execPath, ["--input-type=module", "--eval", code], { cwd: root, encoding: "utf8" });
  if (status !== 0) throw new Error(stderr);
  return performance.now() - before;
};
const IMPORTS = {
  "empty module": "",
  "xmpp-push-rules": "import 'xmpp-push-rules'",
  "xmpp-push-rules/xml": "import 'xmpp-push-rules/xml'"
};
const importTimes = (spawns) => {
  const names = Object.keys(IMPORTS);
  const runs = Array.from({ length: spawns }, () => Object.fromEntries(names.map((name) => [name, spawnMs(IMPORTS[name])])));
  return Object.fromEntries(names.map((name) => [name, Math.min(...runs.map((run2) => run2[name] ?? Infinity))]));
};
const partOf = (path) => path.replace(/^.*node_modules\//, "").replace(/^dist\/esm\/(?:([^/]+)\/)?.*/, "ours $1");
const bundle = async (code) => {
  const { outputFiles, metafile } = await build({
    stdin: { contents: code, resolveDir: root },
    absWorkingDir: root,
    bundle: true,
    minify: true,
    write: false,
    metafile: true,
    format: "esm",
    platform: "browser",
    target: "es2022",
    tsconfigRaw: "{}"
  });
  const [file] = outputFiles;
  const [output] = Object.values(metafile.outputs);
  if (file === void 0 || output === void 0) throw new Error("nothing was bundled");
  const sizes = /* @__PURE__ */ new Map();
  for (const [path, { bytesInOutput }] of Object.entries(output.inputs)) {
    sizes.set(partOf(path), (sizes.get(partOf(path)) ?? 0) + bytesInOutput);
  }
  return {
    minified: file.contents.length,
    gzipped: gzipSync(file.contents, { level: 9 }).length,
    parts: [...sizes].sort(([, a], [, b]) => b - a)
  };
};
const run = async ({ quick }) => {
  const times = importTimes(quick ? 4 : 30);
  const empty = times["empty module"];
  const importMs = times["xmpp-push-rules"] - empty;
  const smallest = await bundle("export { step } from './dist/esm/index.js'");
  const everything = await bundle("export * from './dist/esm/index.js'");
  return {
    title: "Start and size",
    columns: ["what", "ms", "minified, bytes", "gzipped, bytes"],
    rows: [
      ["plain Node, empty module", empty, void 0, void 0],
      ["import xmpp-push-rules, beyond that", importMs, void 0, void 0],
      ["import xmpp-push-rules/xml, beyond that", times["xmpp-push-rules/xml"] - empty, void 0, void 0],
      ["browser bundle of step", void 0, smallest.minified, smallest.gzipped],
      ["browser bundle of the main entry", void 0, everything.minified, everything.gzipped],
      ...smallest.parts.map(([part, bytes]) => [`  of step: ${part}`, void 0, bytes, void 0])
    ],
    checks: [
      { name: "import of the main entry", value: importMs, bound: "at most", target: 20, unit: "ms" },
      { name: "bundle of step, minified and gzipped", value: smallest.gzipped / 1e3, bound: "at most", target: 12, unit: "kB" }
    ],
    notes: ["The least of several spawns, less the least of an empty module."]
  };
};
export {
  run
};
