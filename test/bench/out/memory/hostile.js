import { defaultOptions } from "xmpp-push-rules";
import { importantMessage } from "../data/messages.js";
import { keyOf } from "../data/random.js";
import { enableRequest, jidOf } from "../data/requests.js";
import { accountOf, handle, parse, START } from "../host.js";
import { heap } from "../measure.js";
const iq = (text) => ({ _tag: "IqReceived", at: START, resource: "phone", iq: parse(text) });
const stanza = parse(importantMessage(jidOf(0), 1));
const delivery = (n, length = 36) => ({ stanza, key: keyOf(n).padEnd(length, "-") });
const bigForm = (n, bytes) => `<iq type="set" id="1"><enable xmlns="urn:xmpp:push:0" jid="push.example" node="form-${n}"><x xmlns="jabber:x:data" type="submit"><field var="secret"><value>${String(n).repeat(Math.ceil(bytes / String(n).length))}</value></field></x></enable></iq>`;
const padded = (n) => `<iq type="set" id="${n}"><enable xmlns="urn:xmpp:push:0" jid="push-${n}.example-of-a-long-name.example" node="a-long-enough-node-${n}"><junk>${String(n).padEnd(5e4, "x")}</junk></enable></iq>`;
const KEYS = defaultOptions.maxNotified;
const ENABLES = 2 * defaultOptions.maxDevices;
const ATTACKS = [
  { name: "enables another node each time", times: 2e5, leastTimes: 10 * ENABLES, event: (n) => iq(enableRequest("1", { service: "push.example", node: `node-${n}` })) },
  { name: "enables the longest node each time", times: 2e4, leastTimes: 10 * ENABLES, event: (n) => iq(enableRequest("1", { service: "push.example", node: `${n}`.padEnd(1024, "n") })) },
  { name: "enables, disables", times: 2e5, leastTimes: 10 * ENABLES, event: (n) => iq(`<iq type="set" id="1"><${n % 2 === 0 ? "enable" : "disable"} xmlns="urn:xmpp:push:0" jid="push.example" node="node-${n >> 1}"/></iq>`) },
  { name: "forms as large as is allowed", times: 2e4, leastTimes: 10 * ENABLES, event: (n) => iq(bigForm(n, 8e3)) },
  { name: "forms far too large", times: 5e3, leastTimes: 10 * ENABLES, event: (n) => iq(bigForm(n, 5e4)) },
  { name: "requests inside of large texts", times: 5e3, leastTimes: 10 * ENABLES, event: (n) => iq(padded(n)) },
  { name: "a million keys", times: 1e6, leastTimes: 10 * KEYS, event: (n) => ({ _tag: "StoredOffline", at: START + n, delivery: delivery(n) }) },
  { name: "a million keys at one time", times: 1e6, leastTimes: 10 * KEYS, event: (n) => ({ _tag: "StoredOffline", at: START, delivery: delivery(n) }) },
  { name: "enables before every message", times: 2e5, leastTimes: 10 * ENABLES, event: (n) => n % 2 === 0 ? iq(enableRequest("1", { service: "push.example", node: `node-${n}` })) : { _tag: "Archived", at: START, delivery: delivery(7) } },
  { name: "a queue whose timer never fires", times: 2e5, leastTimes: 10 * KEYS, event: (n) => ({ _tag: "QueuedWhileHibernating", at: START, resource: "asleep", delivery: delivery(n) }) }
];
const BOUND_SESSION = [
  { _tag: "SessionOpened", at: START, resource: "phone" },
  { _tag: "SessionOpened", at: START, resource: "asleep" },
  { ...iq(enableRequest("b", { service: "push.example", node: "asleep" })), resource: "asleep" },
  { _tag: "HibernationStarted", at: START, resource: "asleep", queue: [], resumeTimeoutMs: 6e5 }
];
const { maxDevices, maxNodeBytes, maxFormBytes, maxNotified } = defaultOptions;
const jsonBound = maxDevices * (2 * maxNodeBytes + 3 * maxFormBytes) + 2 * maxNotified * (600 + maxDevices * 100);
const attackWith = (share) => ({ name, times, leastTimes, event }) => {
  const accounts = [accountOf(0)];
  const all = Math.max(leastTimes, Math.ceil(times * share));
  const run = (from, to) => {
    for (let n = from; n < to; n += 1) handle(accounts, [{ slot: 0, event: event(n) }], () => {
    });
  };
  const begin = () => {
    accounts[0] = accountOf(0);
    handle(accounts, BOUND_SESSION.map((one) => ({ slot: 0, event: one })), () => {
    });
  };
  begin();
  run(0, all / 10);
  begin();
  const before = heap();
  run(0, all / 10);
  const early = heap() - before;
  run(all / 10, all);
  return { name, times: all, early, late: heap() - before, json: JSON.stringify(accounts).length, jsonBound };
};
const attacked = (share) => ATTACKS.map(attackWith(share));
export {
  attacked
};
