let checksum = 0;
const consume = (text) => {
  checksum = checksum + text.length + text.charCodeAt(text.length >> 1) & 268435455;
};
const consumed = () => checksum;
const flat = (text) => Buffer.from(text).toString();
const collect = () => {
  const { gc } = globalThis;
  if (gc === void 0) throw new Error("run node with --expose-gc");
  gc();
};
const heap = () => {
  collect();
  collect();
  return process.memoryUsage().heapUsed;
};
const time = (work) => {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e3;
};
const rateOf = (contender, leastMs) => {
  let messages = 0;
  let ms = 0;
  while (ms < leastMs) {
    const done = contender();
    messages += done.messages;
    ms += done.ms;
  }
  return messages / ms * 1e3;
};
const race = ({ rounds, roundMs }, contenders) => {
  const names = Object.keys(contenders);
  const best = Object.fromEntries(names.map((name) => [name, 0]));
  for (let round = 0; round < rounds; round += 1) {
    for (const name of names) {
      collect();
      best[name] = Math.max(best[name], rateOf(contenders[name], roundMs));
    }
  }
  return best;
};
export {
  consume,
  consumed,
  flat,
  heap,
  race,
  time
};
