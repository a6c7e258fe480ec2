import { consumed } from "./measure.js";
import { modeOf, print } from "./report.js";
const [name = "", quick] = process.argv.slice(2);
const { run } = await import(`./sections/${name}.js`);
const section = await run(modeOf(quick === "quick"));
if (process.send === void 0) console.log(print(section), "\n", consumed());
else process.send({ section, checksum: consumed() });
