/** An empty file: what importing it takes is what Node needs to begin with. */
export const nothing = undefined
