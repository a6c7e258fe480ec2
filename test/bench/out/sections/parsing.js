import { step } from "xmpp-push-rules";
import { parseXml, serializeXml } from "xmpp-push-rules/xml";
import { isLeft } from "fp-ts/lib/Either.js";
import { XMLParser } from "fast-xml-parser";
import { importantMessage } from "../data/messages.js";
import { keyOf } from "../data/random.js";
import { jidOf } from "../data/requests.js";
import { accountOf, options, orThrow, START } from "../host.js";
import { consume, flat, race, time } from "../measure.js";
import { missing, runParser } from "../prosody.js";
const COUNT = 2048;
const ACCOUNTS = 256;
const EVERY = 1.2 * 36e5;
const alone = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: "",
  trimValues: false,
  parseTagValue: false,
  parseAttributeValue: false
});
const over = (texts, each) => {
  return () => ({
    messages: texts.length,
    ms: time(() => {
      for (const [index, text] of texts.entries()) each(text, index);
    })
  });
};
const textToText = (texts) => {
  const accounts = Array.from({ length: ACCOUNTS }, (_, user) => accountOf(user));
  const advance = step(options);
  let from = 0;
  return () => {
    const keys = texts.map((_, index) => keyOf(from + index));
    const at = START + Math.floor(from / ACCOUNTS) * EVERY;
    from += texts.length;
    return over(texts, (text, index) => {
      const parsed = parseXml(text);
      const account = accounts[index % ACCOUNTS];
      if (isLeft(parsed) || account === void 0) throw new Error(text);
      const delivery = { stanza: parsed.right, key: keys[index] ?? "" };
      const [effects, after] = advance({ _tag: "StoredOffline", at, delivery })(account);
      accounts[index % ACCOUNTS] = after;
      for (const effect of effects) if (effect._tag === "Publish") consume(serializeXml(effect.iq));
    })();
  };
};
const parserRate = (texts, rounds) => missing === void 0 ? Math.max(
  ...Array.from({ length: rounds }, () => {
    const { messages, seconds } = runParser(texts);
    return messages / seconds;
  })
) : void 0;
const run = (mode) => {
  const texts = Array.from({ length: COUNT }, (_, index) => flat(importantMessage(jidOf(index % ACCOUNTS), index)));
  const rates = race(mode, {
    alone: over(texts, (text) => consume(Object.keys(alone.parse(text)[0] ?? {})[0] ?? "-")),
    parse: over(texts, (text) => consume(orThrow(parseXml(text)).name)),
    whole: textToText(texts)
  });
  const prosody = parserRate(texts, mode.quick ? 1 : mode.rounds);
  const time2 = (rate) => rates.alone / rate;
  return {
    title: "Messages a second from text",
    columns: ["what", "a second", "time, fast-xml-parser = 1", "times util.xml"],
    rows: [
      ["fast-xml-parser alone", rates.alone, 1, prosody && rates.alone / prosody],
      ["parseXml", rates.parse, time2(rates.parse), prosody && rates.parse / prosody],
      ["parseXml, step, serializeXml", rates.whole, time2(rates.whole), prosody && rates.whole / prosody],
      ["Prosody's util.xml alone", prosody, prosody && time2(prosody), prosody && 1]
    ],
    checks: [
      { name: "parseXml, step, serializeXml: time, fast-xml-parser = 1", value: time2(rates.whole), bound: "at most", target: 1.6 }
    ],
    notes: [
      `Texts of ${Math.round(texts.reduce((sum, text) => sum + text.length, 0) / COUNT)} characters on average.`,
      ...missing === void 0 ? [] : [missing]
    ]
  };
};
export {
  run
};
