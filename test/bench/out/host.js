import { emptyAccount, makeOptions, step } from "xmpp-push-rules";
import { parseXml, serializeXml } from "xmpp-push-rules/xml";
import { isLeft } from "fp-ts/lib/Either.js";
import { deviceOf, enableRequest, jidOf } from "./data/requests.js";
import { consume } from "./measure.js";
const orThrow = (result) => {
  if (isLeft(result)) throw new Error(JSON.stringify(result.left));
  return result.right;
};
const parse = (text) => orThrow(parseXml(text));
const optionsOf = (partial = {}) => orThrow(makeOptions({ includeSender: true, ...partial }));
const options = optionsOf();
const handle = (accounts, work, write = consume, advance = step(options)) => {
  for (const { slot, event } of work) {
    const account = accounts[slot];
    if (account === void 0) throw new Error(`no account ${slot}`);
    const [effects, stepped] = advance(event)(account);
    let after = stepped;
    for (const effect of effects) {
      if (effect._tag === "Publish" || effect._tag === "Reply") write(serializeXml(effect.iq));
      else if (effect._tag === "StartTimer") {
        const fired = advance({ _tag: "TimerFired", at: event.at + effect.delayMs, timer: effect.timer })(after);
        after = fired[1];
        for (const late of fired[0]) if (late._tag === "Publish") write(serializeXml(late.iq));
      }
    }
    accounts[slot] = after;
  }
};
const START = Date.UTC(2024, 0, 1);
const accountOf = (user, devices = 2, at = START, own = options) => {
  const accounts = [orThrow(emptyAccount(jidOf(user)))];
  for (let device = 0; device < devices; device += 1) {
    const iq = parse(enableRequest(`e${device}`, deviceOf(user, device)));
    handle(accounts, [{ slot: 0, event: { _tag: "IqReceived", at, resource: "setup", iq } }], consume, step(own));
  }
  return accounts[0] ?? orThrow(emptyAccount(jidOf(user)));
};
export {
  START,
  accountOf,
  handle,
  options,
  optionsOf,
  orThrow,
  parse
};
