import { heldByKinds } from "../memory/accounts.js";
import { attacked } from "../memory/hostile.js";
import { longRun } from "../memory/long-run.js";
const DAY = 864e5;
const KIB = 1024;
const ENGINE = 256 * KIB;
const CLOCKS = [
  { name: "3 messages a day", everyMs: DAY / 3 },
  { name: "20 messages a day", everyMs: DAY / 20 },
  { name: "a message a minute", everyMs: 6e4 }
];
const attackChecks = ({ name, early, late, json, jsonBound }) => [
  {
    name: `${name}: heap after all, of the one after a tenth`,
    value: (Math.max(late, 0) + ENGINE) / (Math.max(early, 0) + ENGINE),
    bound: "at most",
    target: 1.1,
    asserted: true
  },
  // an object takes several times its JSON; a text that holds on to a larger one takes far more
  { name: `${name}: heap, of ten times the JSON`, value: Math.max(late, 0) / (10 * json + ENGINE), bound: "at most", target: 1 },
  { name: `${name}: JSON, of what the options allow`, value: json / jsonBound, bound: "at most", target: 1, asserted: true }
];
const run = ({ quick }) => {
  const accounts = quick ? 200 : 1e4;
  const kinds = heldByKinds(quick ? 0.02 : 1);
  longRun(20, DAY);
  const runs = CLOCKS.map(({ name, everyMs }) => ({ name, parts: longRun(accounts, everyMs) }));
  const attacks = attacked(quick ? 1e-3 : 1);
  const per = (bytes) => (bytes ?? 0) / accounts;
  const [steady] = runs;
  return {
    title: "Memory",
    columns: ["what", "bytes", "at first", "at last", "JSON", "JSON at most"],
    rows: [
      ...kinds.map(({ name, bytes }) => [`an account: ${name}`, bytes]),
      ...runs.map(({ name, parts }) => [`an account after 10 and 100 messages: ${name}`, void 0, per(parts[0]), per(parts.at(-1))]),
      ...attacks.map(({ name, times, early, late, json, jsonBound }) => [`${name}, ${times} times`, void 0, early, late, json, jsonBound])
    ],
    checks: [
      { name: "an account with two registrations", value: kinds[0]?.bytes ?? NaN, bound: "at most", target: KIB, unit: "bytes" },
      {
        name: `heap after ${100 * accounts} messages to ${accounts} accounts, of the one after ${10 * accounts} (${steady?.name})`,
        value: (steady?.parts.at(-1) ?? NaN) / (steady?.parts[0] ?? NaN),
        bound: "at most",
        target: 1.1,
        asserted: true
      },
      ...attacks.flatMap(attackChecks)
    ],
    notes: [
      "Bytes of live heap after collections. For accounts, the texts of the test data exist before and are not counted;",
      "what the library copies of them is. In the other rows everything counts, keys that DUP holds included, above what",
      "the accounts held before. Simulated time is as named; with 3 messages a day DUP is at its bound of 72 hours after",
      "ten messages to an account, with 20 a day after 60, with one a minute it is bounded by number alone."
    ]
  };
};
export {
  run
};
