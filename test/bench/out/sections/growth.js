import { step } from "xmpp-push-rules";
import { serializeXml } from "xmpp-push-rules/xml";
import { importantMessage } from "../data/messages.js";
import { keyOf } from "../data/random.js";
import { deviceOf, enableRequest, jidOf } from "../data/requests.js";
import { accountOf, handle, optionsOf, parse, START } from "../host.js";
import { consume, race, time } from "../measure.js";
const options = optionsOf({ maxDevices: 50 });
const advance = step(options);
const stanzas = Array.from({ length: 64 }, (_, index) => parse(importantMessage(jidOf(0), index)));
const delivery = (index) => ({ stanza: stanzas[index % 64] ?? parse("<message/>"), key: keyOf(index) });
const after = (account, events) => {
  const accounts = [account];
  handle(accounts, events.map((event) => ({ slot: 0, event })), consume, advance);
  return accounts[0] ?? account;
};
const at = START;
const sessions = (count, device) => Array.from({ length: count }, (_, n) => {
  const resource = `session${n}`;
  const iq = parse(enableRequest("b", deviceOf(0, device(n))));
  return [{ _tag: "SessionOpened", at, resource }, { _tag: "IqReceived", at, resource, iq }];
}).flat();
const NEARLY_LINEAR = 1.2;
const SOME = [1, 5, 10, 25, 50];
const QUEUES = [1, 10, 100, 1e3, 1e4];
const queueOf = (size, n) => Array.from({ length: size }, (_, index) => delivery(n * size + index));
const one = (_tag) => (_size, n) => [
  { _tag, at: at + n * 1e6, delivery: delivery(n) }
];
const hibernating = () => after(accountOf(0), sessions(1, () => 0));
const SERIES = [
  { name: "registrations, offline message", sizes: SOME, account: (size) => accountOf(0, size, at, options), events: one("StoredOffline") },
  {
    name: "sessions, archived message, two registrations",
    sizes: SOME,
    account: (size) => after(accountOf(0), sessions(size, () => 0)),
    events: one("Archived")
  },
  {
    name: "hibernation queue",
    sizes: QUEUES,
    account: hibernating,
    events: (size, n) => [{ _tag: "HibernationStarted", at, resource: "session0", queue: queueOf(size, n), resumeTimeoutMs: 6e5 }]
  },
  {
    name: "queue without acknowledgement",
    sizes: QUEUES,
    account: hibernating,
    events: (size, n) => [{ _tag: "AckDelayed", at, resource: "session0", queue: queueOf(size, n) }]
  },
  {
    name: "stanzas queued one by one until the timer",
    sizes: [1, 10, 50, 100, 500],
    account: hibernating,
    events: (size, n) => queueOf(size, n).map((delivery2) => ({ _tag: "QueuedWhileHibernating", at, resource: "session0", delivery: delivery2 }))
  }
];
const occasion = (account, events) => {
  let current = account;
  let pushes = 0;
  const advanceOne = (event) => {
    const [effects, next] = advance(event)(current);
    current = next;
    for (const effect of effects) {
      if (effect._tag === "Publish") {
        pushes += 1;
        consume(serializeXml(effect.iq));
      }
    }
  };
  events.forEach(advanceOne);
  Object.values(current.sessions).forEach(({ timer }) => {
    if (timer._tag === "Some") advanceOne({ _tag: "TimerFired", at: at + 1e3, timer: timer.value });
  });
  return { account: current, pushes };
};
const measure = (mode, { name, sizes, account, events }) => {
  const started = sizes.map((size) => ({ size, account: account(size), pushes: 0, n: 0 }));
  const rates = race({ rounds: mode.rounds, roundMs: mode.roundMs / 4 }, Object.fromEntries(
    started.map((state) => [
      `${state.size}`,
      () => {
        const batches = Array.from({ length: Math.ceil(256 / state.size) }, () => events(state.size, state.n += 1));
        const ms = time(() => {
          for (const batch of batches) {
            const done = occasion(state.account, batch);
            state.account = done.account;
            state.pushes = done.pushes;
          }
        });
        return { messages: batches.length, ms };
      }
    ])
  ));
  return { name, points: started.map(({ size, pushes }) => ({ size, pushes, us: 1e6 / (rates[`${size}`] ?? 0) })) };
};
const run = (mode) => {
  const measured = SERIES.map((series) => measure(mode, series));
  const checks = measured.flatMap(({ name, points }) => {
    const last = points.at(-1);
    const early = points.at(-3);
    if (last === void 0 || early === void 0) return [];
    const linear = last.us / last.size / (early.us / early.size);
    const constant = { name: `${name}: pushes for ${last.size}`, value: last.pushes, bound: "at most", target: 1, asserted: true };
    return [
      { name: `${name}: time for each, ${early.size} to ${last.size}`, value: linear, bound: "at most", target: NEARLY_LINEAR, asserted: true },
      ...name.includes("queue") ? [constant] : []
    ];
  });
  return {
    title: "Microseconds against registrations, sessions and queues",
    columns: ["series", "size", "time", "for each", "pushes"],
    rows: measured.flatMap(({ name, points }) => points.map(({ size, us, pushes }) => [name, size, us, us / size, pushes])),
    checks,
    notes: ["Every stanza has a key of its own; all are important, so a queue has one class and one push."]
  };
};
export {
  run
};
