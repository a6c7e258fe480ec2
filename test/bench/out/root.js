import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
const root = dirname(fileURLToPath(import.meta.resolve("xmpp-push-rules/package.json")));
export {
  root
};
