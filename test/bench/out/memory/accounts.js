import { emptyAccount } from "xmpp-push-rules";
import { importantMessage } from "../data/messages.js";
import { keyOf } from "../data/random.js";
import { deviceOf, enableRequest, jidOf } from "../data/requests.js";
import { handle, orThrow, parse, START } from "../host.js";
import { flat, heap } from "../measure.js";
const DAY = 864e5;
const KINDS = [
  { name: "two registrations, no message ever", accounts: 2e4, messages: 0, everyMs: DAY },
  { name: "the same without publish options", accounts: 2e4, messages: 0, everyMs: DAY, plain: true },
  { name: "the same with a connected, bound session", accounts: 2e4, messages: 0, everyMs: DAY, connected: true },
  { name: "a message, once", accounts: 1e4, messages: 1, everyMs: DAY },
  { name: "3 messages a day for a month", accounts: 4e3, messages: 90, everyMs: DAY / 3 },
  { name: "20 messages a day for a week", accounts: 2e3, messages: 140, everyMs: DAY / 20 },
  { name: "a message a second, 1000 of them", accounts: 500, messages: 1e3, everyMs: 1e3 }
];
const inputOf = ({ plain = false, messages }, user) => ({
  jid: flat(jidOf(user)),
  requests: [0, 1].map((device) => parse(flat(enableRequest("e", deviceOf(user, plain ? 2 * device : device))))),
  keys: Array.from({ length: messages }, (_, index) => keyOf(user * 1e3 + index))
});
const eventsOf = ({ everyMs, connected = false }, { requests, keys }) => [
  { _tag: "SessionOpened", at: START, resource: "phone" },
  ...requests.map((iq) => ({ _tag: "IqReceived", at: START, resource: "phone", iq })),
  ...connected ? [] : [{ _tag: "SessionClosed", at: START, resource: "phone" }],
  ...keys.map((key, index) => ({ _tag: "StoredOffline", at: START + index * everyMs, delivery: { stanza, key } }))
];
const stanza = parse(importantMessage(jidOf(0), 1));
const heldBy = (kind) => {
  const inputs = Array.from({ length: kind.accounts }, (_, user) => inputOf(kind, user));
  const accounts = [];
  const before = heap();
  inputs.forEach((input, slot) => {
    accounts[slot] = orThrow(emptyAccount(input.jid));
    handle(accounts, eventsOf(kind, input).map((event) => ({ slot, event })), () => {
    });
  });
  const held = (heap() - before) / accounts.length;
  return inputs.length === kind.accounts ? held : NaN;
};
const heldByKinds = (share) => KINDS.map((kind) => ({ name: kind.name, bytes: heldBy({ ...kind, accounts: Math.ceil(kind.accounts * share) }) }));
export {
  heldBy,
  heldByKinds
};
