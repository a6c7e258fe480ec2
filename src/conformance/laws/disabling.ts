/**
 * DIS: disabling (XEP-0357 §6).
 */
import { fixed, type Law } from '../law.js'
import { answered, pushes } from '../expect.js'
import { chat } from '../stanzas.js'
import { delivery, device, disables, PHONE, stored, TABLET } from '../stage.js'

const SECTION = 'XEP-0357 §6'

export const disabling: ReadonlyArray<Law> = [
  fixed(
    {
      id: 'xep-0357/disabling/one-node',
      rules: ['DIS-2'],
      level: 'SHOULD',
      section: SECTION,
      requirement: 'A disable with a node removes that registration and no other.',
    },
    ...device('phone', PHONE),
    ...device('tablet', TABLET),
    disables('phone', PHONE, answered('result')),
    stored(delivery('k1', chat()), pushes(TABLET)),
  ),
]
