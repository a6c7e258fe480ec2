import { importantMessage } from "../data/messages.js";
import { keyOf } from "../data/random.js";
import { jidOf } from "../data/requests.js";
import { accountOf, handle, parse, START } from "../host.js";
import { heap } from "../measure.js";
const PARTS = 10;
const longRun = (accounts, everyMs) => {
  const stanza = parse(importantMessage(jidOf(0), 1));
  const before = heap();
  const started = Array.from({ length: accounts }, (_, user) => accountOf(user));
  const workOf = (index) => ({
    slot: index % accounts,
    event: { _tag: "StoredOffline", at: START + Math.floor(index * everyMs / accounts), delivery: { stanza, key: keyOf(index) } }
  });
  const part = accounts * 100 / PARTS;
  return Array.from({ length: PARTS }, (_, tenth) => {
    for (let index = tenth * part; index < (tenth + 1) * part; index += 1) handle(started, [workOf(index)]);
    return heap() - before;
  });
};
export {
  longRun
};
