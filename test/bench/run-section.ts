/**
 * Runs one section in a process of its own, so that none inherits the heap of another: `run-section.js <name> [quick]`.
 */
import { consumed } from './measure.js'
import { modeOf, print, type Section, type Mode } from './report.js'

const [name = '', quick] = process.argv.slice(2)
const { run } = (await import(`./sections/${name}.js`)) as { readonly run: (mode: Mode) => Section | Promise<Section> }
const mode = modeOf(quick === 'quick')
const section = await run(mode)
if (process.send === undefined) console.log(print(section, mode.quick), '\n', consumed())
else process.send({ section, checksum: consumed() })
