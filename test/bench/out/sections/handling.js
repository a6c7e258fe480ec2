import { BATCH, cases, startOf, workOf } from "../cases.js";
import { deviceOf } from "../data/requests.js";
import { writeBoth } from "../floor.js";
import { handle } from "../host.js";
import { consume, race, time } from "../measure.js";
import { missing, runModule } from "../prosody.js";
const libraryContender = (one) => {
  const accounts = startOf(one);
  const repeated = one.fresh ? workOf(one, 0, BATCH) : void 0;
  let from = 0;
  return () => {
    const work = repeated ?? workOf(one, from, from += BATCH);
    const slots = one.fresh ? [...accounts] : accounts;
    return { messages: BATCH, ms: time(() => handle(slots, work)) };
  };
};
const senderOf = ({ event }) => event._tag === "StoredOffline" ? event.delivery.stanza.attrs["from"] ?? "" : "";
const floorInput = (one, from, to) => workOf(one, from, to).map((work) => ({
  devices: [deviceOf(work.slot, 0), deviceOf(work.slot, 1)],
  sender: senderOf(work)
}));
const floorContender = (one) => {
  const input = floorInput(one, 0, BATCH);
  const run2 = () => {
    for (const { devices, sender } of input) writeBoth(devices, sender, consume);
  };
  return () => ({ messages: input.length, ms: time(run2) });
};
const assertEqual = (what, got, wanted) => {
  if (got !== wanted) throw new Error(`${what}: ${String(got)} is not ${String(wanted)}`);
};
const verify = (one, isFloor) => {
  const written = [];
  handle(startOf(one), workOf(one, 0, BATCH), (text) => written.push(text));
  assertEqual(one.name, written.filter((text) => text.includes("<publish ")).length, one.pushes * BATCH);
  if (!isFloor) return;
  const floor = [];
  for (const { devices, sender } of floorInput(one, 0, BATCH)) writeBoth(devices, sender, (text) => floor.push(text));
  written.forEach((text, index) => assertEqual(one.name, text, floor[index]));
  assertEqual(one.name, written.length, floor.length);
};
const moduleRun = (one, { quick, rounds }) => {
  if (missing !== void 0) return void 0;
  const count = quick ? 512 : one.fresh ? 2048 : 4096;
  const users = Math.min(one.accounts, count);
  const setup = Array.from({ length: users }, (_, user) => one.module.setup(user)).flat();
  const events = Array.from({ length: count }, (_, index) => one.module.event(index));
  const runs = Array.from({ length: quick ? 1 : rounds }, () => runModule(setup, events));
  runs.forEach((run2) => assertEqual(`mod_cloud_notify, ${one.name}`, run2.pushes, one.pushes * count));
  return runs.reduce((best, run2) => run2.seconds < best.seconds ? run2 : best);
};
const ratio = (a, b) => b === void 0 ? void 0 : a / b;
const run = (mode) => {
  const [first, ...others] = cases;
  if (first === void 0) throw new Error("no cases");
  cases.forEach((one) => verify(one, one === first));
  const contendersOf = (some) => Object.fromEntries(some.map((one) => [one.name, libraryContender(one)]));
  const rates = {
    ...race({ ...mode, roundMs: 3 * mode.roundMs }, { floor: floorContender(first), ...contendersOf([first]) }),
    ...race(mode, contendersOf(others))
  };
  const modules = cases.map((one) => moduleRun(one, mode));
  const rateOf = (one) => rates[one.name] ?? 0;
  const moduleRate = (index) => {
    const found = modules[index];
    return found === void 0 ? void 0 : found.messages / found.seconds;
  };
  const timesModule = (one, index, target) => {
    const times = ratio(rateOf(one), moduleRate(index));
    return times === void 0 ? [] : [{ name: `${one.name}, times mod_cloud_notify`, value: times, bound: "at least", target }];
  };
  return {
    title: "Messages handled a second",
    columns: ["case", "library", "of case 1", "floor", "of floor", "module", "times module", "bytes the module keeps"],
    rows: cases.map((one, index) => {
      const floor = one === first ? rates["floor"] : void 0;
      const found = modules[index];
      return [
        one.name,
        rateOf(one),
        rateOf(one) / rateOf(first),
        floor,
        ratio(rateOf(one), floor),
        moduleRate(index),
        ratio(rateOf(one), moduleRate(index)),
        found && found.keptBytes / found.messages
      ];
    }),
    checks: [
      { name: "offline message, of the floor", value: rateOf(first) / (rates["floor"] ?? 0), bound: "at least", target: 0.4, asserted: true },
      ...timesModule(first, 0, 60),
      ...others.flatMap((one, index) => timesModule(one, index + 1, 20)),
      ...others.map((one) => ({ name: `${one.name}, of case 1`, value: rateOf(one) / rateOf(first), bound: "at least", target: 1 / 3 }))
    ],
    notes: [
      "A second is one of processor time, helper threads included: other work on the machine counts little.",
      "Accounts have two registrations, one with publish options; sender and body placeholder are included.",
      "Simulated time: an account gets a message every 72 minutes, so DUP remembers about 60 of the last 72 hours.",
      "The floor writes the same bytes (checked) from constants, and decides nothing.",
      ...missing === void 0 ? ["The module logs and stores nothing here, and runs in a process of its own for every case."] : [missing]
    ]
  };
};
export {
  libraryContender,
  run
};
