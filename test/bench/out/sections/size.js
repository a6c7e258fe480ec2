import { restoreAccount, step } from "xmpp-push-rules";
import { serializeXml } from "xmpp-push-rules/xml";
import { importantMessage } from "../data/messages.js";
import { keyOf, scramble } from "../data/random.js";
import { jidOf } from "../data/requests.js";
import { accountOf, options, orThrow, parse, START } from "../host.js";
import { consume, flat, time } from "../measure.js";
const fill = (size) => {
  const registrations = JSON.stringify(accountOf(0).registrations);
  const restored = (user) => {
    const own = JSON.parse(registrations.replaceAll("node-0-", `node-${user}-`));
    return orThrow(restoreAccount(jidOf(user), own));
  };
  const accounts = /* @__PURE__ */ new Map();
  for (let user = 0; user < size; user += 1) accounts.set(flat(jidOf(user)), restored(user));
  return accounts;
};
const get = (accounts, jid) => {
  const account = accounts.get(jid);
  if (account === void 0) throw new Error(jid);
  return account;
};
const advance = step(options);
const withLibrary = (accounts, jid, event) => {
  const [effects, after] = advance(event)(get(accounts, jid));
  accounts.set(jid, after);
  for (const effect of effects) if (effect._tag === "Publish") consume(serializeXml(effect.iq));
};
const withMapAlone = (accounts, jid, event) => {
  const account = get(accounts, jid);
  accounts.set(jid, { ...account });
  consume(account.registrations[event.at % 2]?.node ?? "-");
};
const measure = (initial, count, handle) => {
  const stanza = parse(importantMessage(jidOf(0), 1));
  const jids = [...initial.keys()];
  const part = Math.min(count, jids.length);
  let ms = 0;
  for (let done = 0; done < count; done += part) {
    const accounts = new Map(initial);
    const work = Array.from({ length: part }, (_, index) => [
      // 524287 is a prime that divides no size: every account comes once
      jids[(done + index) * 524287 % jids.length] ?? "",
      { _tag: "StoredOffline", at: START + index, delivery: { stanza, key: keyOf(scramble(done) + index) } }
    ]);
    ms += time(() => {
      for (const [jid, event] of work) handle(accounts, jid, event);
    });
  }
  return 1e3 * ms / count;
};
const run = ({ quick }) => {
  const sizes = quick ? [1e3, 1e4, 1e5] : [1e3, 1e4, 1e5, 1e6];
  const count = quick ? 1e4 : 1e5;
  const rounds = quick ? 3 : 5;
  const measured = sizes.map((size) => {
    const accounts = fill(size);
    const runs = Array.from({ length: rounds }, () => ({
      map: measure(accounts, count, withMapAlone),
      library: measure(accounts, count, withLibrary)
    }));
    const map = Math.min(...runs.map((one) => one.map));
    const library = Math.min(...runs.map((one) => one.library));
    return { size, map, library, beyond: library - map };
  });
  const first = measured[0]?.beyond ?? 0;
  const last = measured.at(-1)?.beyond ?? 0;
  return {
    title: "Microseconds a message against the number of accounts",
    columns: ["accounts", "library and Map", "Map alone", "beyond the Map", "of the first"],
    rows: measured.map(({ size, map, library, beyond }) => [`${size}`, library, map, beyond, beyond / first]),
    checks: [
      { name: `growth beyond the Map, ${sizes[0]} to ${sizes.at(-1)} accounts`, value: last / first, bound: "at most", target: 1.5, asserted: true }
    ],
    notes: ["Offline messages, two pushes each, to accounts in scattered order; every account is an object of its own."]
  };
};
export {
  run
};
