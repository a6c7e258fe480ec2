import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { root } from "./root.js";
const LUA = "lua5.4";
const firstOf = (paths) => paths.find((path) => existsSync(path));
const library = firstOf(["/usr/lib/prosody", "/usr/local/lib/prosody"].filter((path) => existsSync(join(path, "util"))));
const cloudNotify = firstOf(
  [
    "/usr/lib/prosody/modules/mod_cloud_notify",
    "/usr/lib/prosody/modules/mod_cloud_notify/mod_cloud_notify",
    "/usr/local/lib/prosody/modules/mod_cloud_notify",
    "/usr/share/prosody-modules/mod_cloud_notify/mod_cloud_notify"
  ].map((path) => `${path}.lua`)
);
const firstLine = (command, args) => {
  const { status, stdout } = spawnSync(command, args, { encoding: "utf8" });
  return status === 0 ? stdout.split("\n")[0] : void 0;
};
const lua = firstLine(LUA, ["-v"])?.replace(/ {2}.*/, "");
const missing = lua === void 0 ? `${LUA} is not installed: nothing is compared with mod_cloud_notify` : library === void 0 ? "prosody is not installed: nothing is compared with mod_cloud_notify" : cloudNotify === void 0 ? "prosody-modules is not installed: nothing is compared with mod_cloud_notify" : void 0;
const packageVersion = (name) => firstLine("dpkg-query", ["-W", "-f", "${Version}", name]);
const versions = () => Object.fromEntries(
  [
    ["lua", lua],
    ["prosody", packageVersion("prosody")],
    ["prosody-modules", packageVersion("prosody-modules")]
  ].filter((entry) => entry[1] !== void 0)
);
const lineOf = ({ op, user, resource = "", key = "", text = "" }) => `${[op, user, resource, key, text].join("	")}
`;
const run = (args, files) => {
  const directory = mkdtempSync(join(tmpdir(), "bench-"));
  const paths = files.map((text, index) => {
    const path = join(directory, `${index}`);
    writeFileSync(path, text);
    return path;
  });
  const main = join(root, "test/bench/prosody/main.lua");
  const { status, stdout, stderr } = spawnSync(LUA, [main, library ?? "", ...args, ...paths], { encoding: "utf8", timeout: 12e4 });
  rmSync(directory, { recursive: true });
  if (status !== 0) throw new Error(`${LUA}: ${stderr}`);
  return JSON.parse(stdout);
};
const runModule = (setup, measured) => run([cloudNotify ?? ""], [setup.map(lineOf).join(""), measured.map(lineOf).join("")]);
const runParser = (texts) => run(["parse"], [texts.map((text) => `${text}
`).join("")]);
export {
  missing,
  runModule,
  runParser,
  versions
};
