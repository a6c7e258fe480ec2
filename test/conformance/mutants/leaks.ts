/**
 * What is of a server's own may stand beside the form and in it, and may be another with every push: here it tells what is
 * private.
 */
import type { XmlElement } from 'xmpp-push-rules'
import type { HostStep } from 'xmpp-push-rules/conformance'
import { isElement, mapDeep, type Mutant, mutant, withPublish } from './mutant.js'

const bodyOf = (stanza: XmlElement): string =>
  stanza.children
    .filter(isElement)
    .filter(({ name }) => name === 'body')
    .flatMap(({ children }) => children.filter((child) => typeof child === 'string'))
    .join('')

/** An element of its own beside the form, with something of the stanza in it; the id is another with every push. */
const beside = (text: (stanza: XmlElement, id: string) => string): HostStep =>
  withPublish((iq, { event }) =>
    'delivery' in event
      ? mapDeep(iq, 'notification', (one) => ({
          ...one,
          children: [
            ...one.children,
            {
              name: 'preview',
              attrs: { xmlns: 'urn:example:x' },
              children: [text(event.delivery.stanza, iq.attrs['id'] ?? '')],
            },
          ],
        }))
      : iq,
  )

/** A field of its own, which tells who has sent it by a number. */
const own = ({ attrs }: XmlElement): XmlElement => {
  const value = String((attrs['from'] ?? '').length)
  return {
    name: 'field',
    attrs: { var: '{urn:example:x}from' },
    children: [{ name: 'value', attrs: {}, children: [value] }],
  }
}

/** SUM-5, where nothing is asked for but that it is free. */
export const leakMutants: ReadonlyArray<Mutant> = [
  mutant(
    'body-length-leaks-beside',
    'xep-0357/summary/private-body',
    beside((stanza) => String(bodyOf(stanza).length)),
  ),
  mutant(
    'body-leaks-beside-with-a-nonce',
    'xep-0357/summary/private-body',
    beside((stanza, id) => `${id} ${bodyOf(stanza)}`),
  ),
  mutant(
    'sender-leaks-beside-with-a-nonce',
    'xep-0357/summary/private-sender',
    beside(({ attrs }, id) => `${id} ${attrs['from'] ?? ''}`),
  ),
  mutant(
    'sender-leaks-by-a-field',
    'xep-0357/summary/private-sender',
    withPublish((iq, { event }) =>
      'delivery' in event
        ? mapDeep(iq, 'x', (form) => ({ ...form, children: [...form.children, own(event.delivery.stanza)] }))
        : iq,
    ),
  ),
]
