/**
 * TRG-5 to TRG-8, TRG-10: what happens to one session of an account leaves the others as they are.
 */
import { classes, noPush, pushes } from '../expect.js'
import { fixed, inFolder, type Law } from '../law.js'
import { archived, closes, delivery, device, hibernates, PHONE, queued, resumes, TABLET, wait } from '../stage.js'
import { chat, typing } from '../stanzas.js'

const law = inFolder('seed', {
  level: 'SEED',
  section: 'Business rules (a)',
  needs: ['hibernation'],
})

/** Sessions side by side. */
export const severalSessions: ReadonlyArray<Law> = [
  fixed(
    law(
      'several-sessions/own-timers',
      ['TRG-6', 'TRG-8'],
      'When one session resumes, what is collected for another goes on, and is pushed when its time is over.',
      { options: { coalesceMs: 1000 } },
    ),
    ...device('phone', PHONE),
    ...device('tablet', TABLET),
    hibernates('phone', []),
    hibernates('tablet', []),
    queued('phone', delivery('k1', chat()), noPush),
    queued('tablet', delivery('k2', chat()), noPush),
    resumes('tablet', noPush),
    wait(1000, classes(PHONE, true)),
  ),
  fixed(
    law(
      'several-sessions/one-registration',
      ['REG-7', 'TRG-5', 'TRG-10'],
      'Sessions of one registration are bound to it each for itself, whichever of them enables it last or closes.',
    ),
    ...device('phone', PHONE),
    ...device('desk', PHONE),
    hibernates('phone', [delivery('k1', chat())], pushes(PHONE)),
    resumes('phone'),
    closes('desk', noPush),
    hibernates('phone', [delivery('k2', chat())], pushes(PHONE)),
  ),
  fixed(
    law(
      'several-sessions/one-sleeps',
      ['TRG-5', 'TRG-6', 'TRG-10'],
      'Of two sessions that are bound to one registration the one that sleeps is pushed for, and its end leaves the other bound.',
      { needs: ['hibernation', 'archive'] },
    ),
    ...device('phone', PHONE),
    ...device('desk', PHONE),
    hibernates('phone', [delivery('k1', chat()), delivery('k2', typing())], classes(PHONE, true, false)),
    queued('phone', delivery('k3', chat())),
    wait(10_000, pushes(PHONE)),
    closes('phone', noPush),
    archived(delivery('k4', chat()), noPush),
  ),
]
