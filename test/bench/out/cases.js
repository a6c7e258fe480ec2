import { chatState, importantMessage } from "./data/messages.js";
import { keyOf } from "./data/random.js";
import { deviceOf, disableRequest, enableRequest, jidOf } from "./data/requests.js";
import { accountOf, handle, parse, START } from "./host.js";
const FEW = 256;
const MANY = 2048;
const TEXTS = 2048;
const HOUR = 36e5;
const EVERY = 1.2 * HOUR;
const PHONE = "phone";
const atOf = (index) => START + HOUR + Math.floor(index / FEW) * EVERY;
const remember = (make) => {
  const made = [];
  return (index) => made[index % TEXTS] ??= make(index % TEXTS);
};
const importantText = remember((index) => importantMessage(jidOf(index % FEW), index));
const important = remember((index) => parse(importantText(index)));
const stateText = remember((index) => chatState(jidOf(index % FEW), index));
const state = remember((index) => parse(stateText(index)));
const enableText = remember((index) => enableRequest(`i${index}`, deviceOf(index % FEW, 2 + Math.floor(index / FEW))));
const enableIq = remember((index) => parse(enableText(index)));
const disableText = remember((index) => disableRequest(`i${index}`, deviceOf(index, index % 2)));
const disableIq = remember((index) => parse(disableText(index)));
const stored = (stanza) => (index) => ({
  _tag: "StoredOffline",
  at: atOf(index),
  delivery: { stanza: stanza(index), key: keyOf(index) }
});
const opened = () => [{ _tag: "SessionOpened", at: START, resource: PHONE }];
const bound = (user) => [
  ...opened(),
  { _tag: "IqReceived", at: START, resource: PHONE, iq: parse(enableRequest("b", deviceOf(user, 0))) }
];
const userOf = (user) => `user${user}`;
const operation = (op, user, rest = {}) => ({ op, user: userOf(user), ...rest });
const iq = (user, resource, text) => operation("iq", user, { resource, text });
const enabled = (user) => [
  iq(user, "setup", enableRequest("e0", deviceOf(user, 0))),
  iq(user, "setup", enableRequest("e1", deviceOf(user, 1))),
  operation("close", user)
];
const boundInModule = (user) => [...enabled(user), iq(user, PHONE, enableRequest("b", deviceOf(user, 0)))];
const delivered = (op, text) => (index) => operation(op, index % FEW, { resource: PHONE, key: `${index}`, text: text(index) });
const offline = {
  name: "offline message",
  accounts: FEW,
  pushes: 2,
  fresh: false,
  setup: () => [],
  event: stored(important),
  module: { setup: enabled, event: delivered("offline", importantText) }
};
const archived = {
  name: "archived message, one of two devices bound",
  accounts: FEW,
  pushes: 1,
  fresh: false,
  setup: bound,
  event: (index) => ({ ...stored(important)(index), _tag: "Archived" }),
  module: { setup: boundInModule, event: delivered("archive", importantText) }
};
const hibernating = {
  name: "message to a hibernating session, and its timer",
  accounts: FEW,
  pushes: 1,
  fresh: false,
  setup: (user) => [...bound(user), { _tag: "HibernationStarted", at: START, resource: PHONE, queue: [], resumeTimeoutMs: 6e5 }],
  event: (index) => ({
    _tag: "QueuedWhileHibernating",
    at: atOf(index),
    resource: PHONE,
    delivery: { stanza: important(index), key: keyOf(index) }
  }),
  module: {
    setup: (user) => [...boundInModule(user), operation("hibernate", user, { resource: PHONE })],
    event: delivered("queue", importantText)
  }
};
const REPEATED = 8;
const repeats = (user) => Array.from({ length: REPEATED }, (_, n) => user + n * FEW);
const duplicate = {
  name: "skipped duplicate",
  accounts: FEW,
  pushes: 0,
  fresh: true,
  setup: (user) => repeats(user).map(offline.event),
  event: offline.event,
  module: { setup: (user) => [...enabled(user), ...repeats(user).map(offline.module.event)], event: offline.module.event }
};
const chat = {
  ...offline,
  name: "chat state",
  event: stored(state),
  module: { setup: enabled, event: delivered("offline", stateText) }
};
const enable = {
  name: "enable",
  accounts: FEW,
  pushes: 0,
  fresh: false,
  setup: opened,
  event: (index) => ({ _tag: "IqReceived", at: atOf(index), resource: PHONE, iq: enableIq(index) }),
  module: { setup: enabled, event: (index) => iq(index % FEW, PHONE, enableText(index)) }
};
const disable = {
  name: "disable",
  accounts: MANY,
  pushes: 0,
  fresh: true,
  setup: opened,
  event: (index) => ({ _tag: "IqReceived", at: START + HOUR, resource: PHONE, iq: disableIq(index) }),
  module: { setup: enabled, event: (index) => iq(index % MANY, PHONE, disableText(index)) }
};
const rejected = {
  name: "rejected answer",
  accounts: MANY,
  pushes: 0,
  fresh: true,
  setup: () => [],
  event: (index) => {
    const { service, node } = deviceOf(index % MANY, index % 2);
    const answer = { _tag: "Rejected", type: "cancel", condition: "item-not-found" };
    return { _tag: "PublishAnswered", at: START + HOUR, registration: { service, node }, from: service, answer };
  },
  module: {
    setup: (user) => [...enabled(user), operation("offline", user, { key: `s${user}`, text: importantMessage(jidOf(user), user) })],
    event: (index) => operation("reject", index % MANY)
  }
};
const cases = [offline, archived, hibernating, duplicate, chat, enable, disable, rejected];
const registered = Array.from({ length: MANY }, (_, user) => accountOf(user));
const startOf = ({ accounts, setup }) => {
  const started = registered.slice(0, accounts);
  handle(started, started.flatMap((_, slot) => setup(slot).map((event) => ({ slot, event }))), () => {
  });
  return started;
};
const workOf = ({ accounts, event }, from, to) => Array.from({ length: to - from }, (_, n) => ({ slot: (from + n) % accounts, event: event(from + n) }));
const BATCH = MANY;
export {
  BATCH,
  cases,
  startOf,
  workOf
};
