import { flat } from "../measure.js";
const scramble = (seed) => {
  const a = Math.imul(seed ^ seed >>> 16, 2246822507);
  const b = Math.imul(a ^ a >>> 13, 3266489909);
  return (b ^ b >>> 16) >>> 0;
};
const pick = (items, seed) => items[scramble(seed) % items.length] ?? items[0];
const hex = (seed) => scramble(seed).toString(16).padStart(8, "0");
const keyOf = (index) => {
  const [a, b, c] = [hex(index + 1), hex(index ^ 1540483477), hex(Math.floor(index / 4294967296) + 77)];
  return flat(`${a}-${b.slice(0, 4)}-4${b.slice(5)}-8${c.slice(5)}-${c}${b.slice(4)}`);
};
export {
  keyOf,
  pick,
  scramble
};
