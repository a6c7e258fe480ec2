/**
 * The same requests in other clothes: what an implementation may write in another way than the reference, and is right.
 */
import xml, { type Element } from '@xmpp/xml'
import type { XmlElement } from 'xmpp-push-rules'
import type { Adapter, Host, Output } from 'xmpp-push-rules/conformance'
import { reference } from 'xmpp-push-rules/conformance'

const isElement = (child: XmlElement | string): child is XmlElement => typeof child !== 'string'

const mapElements = (element: XmlElement, change: (one: XmlElement) => XmlElement): XmlElement =>
  change({
    ...element,
    children: element.children.map((child) => (isElement(child) ? mapElements(child, change) : child)),
  })

/** An ltx tree inside its stream, which declares the namespace: `parent` leads up, and in a circle. */
const inLtx = (element: XmlElement): XmlElement => {
  const build = ({ name, attrs, children }: XmlElement): Element =>
    xml(name, { ...attrs }, ...children.map((child) => (isElement(child) ? build(child) : child)))
  const inside = build(element)
  xml('stream:stream', { 'xmlns:stream': 'http://etherx.jabber.org/streams' }, inside)
  return inside
}

/** Every name behind a prefix that the root declares, as Python's ElementTree writes it. */
const withPrefixes = (element: XmlElement): XmlElement => {
  const namespaces: Array<string> = []
  const prefixOf = (namespace: string): string => {
    if (!namespaces.includes(namespace)) namespaces.push(namespace)
    return `ns${namespaces.indexOf(namespace)}`
  }
  const rename = ({ name, attrs, children }: XmlElement, around: string): XmlElement => {
    const { xmlns = around, ...rest } = attrs
    return {
      name: xmlns === '' ? name : `${prefixOf(xmlns)}:${name}`,
      attrs: rest,
      children: children.map((child) => (isElement(child) ? rename(child, xmlns) : child)),
    }
  }
  const renamed = rename(element, '')
  return {
    ...renamed,
    attrs: {
      ...renamed.attrs,
      ...Object.fromEntries(namespaces.map((namespace, index) => [`xmlns:ns${index}`, namespace])),
    },
  }
}

const reversed = (element: XmlElement): XmlElement =>
  mapElements(element, (one) => ({ ...one, attrs: Object.fromEntries(Object.entries(one.attrs).toReversed()) }))

/** Ids that nobody can foresee; not random, so that a failure can be found again. */
const ids = { last: 0 }
const nextId = (): string => {
  ids.last = (ids.last * 1_103_515_245 + 12_345) % 2_147_483_648
  return `id-${ids.last.toString(36)}`
}

const withIds = (element: XmlElement): XmlElement =>
  mapElements(element, (one) => (one.name === 'item' ? { ...one, attrs: { ...one.attrs, id: nextId() } } : one))

/** As a writer that indents has it; text beside no element stays. */
const indented = (element: XmlElement): XmlElement =>
  mapElements(element, (one) =>
    one.children.some(isElement)
      ? { ...one, children: [...one.children.flatMap((child) => ['\n  ', child]), '\n'] }
      : one,
  )

const EXTRA: XmlElement = { name: 'hint', attrs: { xmlns: 'urn:example:harmless' }, children: ['more'] }

/** Where something of one's own may stand: beside the form (XEP-0357 §7), in pubsub, and in an error (RFC 6120 §8.3.4). */
const ROOMS: ReadonlyArray<string> = ['pubsub', 'notification', 'error']

const withExtras = (element: XmlElement): XmlElement =>
  mapElements(element, (one) =>
    ROOMS.includes(one.name) ? { ...one, children: [EXTRA, ...one.children, EXTRA] } : one,
  )

/** Of one's own, and another with every push: beside the form, and in it by a name with a namespace (XEP-0068 §3.4). */
const withNonces = (element: XmlElement): XmlElement =>
  mapElements(element, (one) =>
    one.name === 'notification'
      ? {
          ...one,
          children: [
            { name: 'nonce', attrs: { xmlns: 'urn:example:x', at: nextId() }, children: [nextId()] },
            ...one.children.map((form) =>
              isElement(form) && form.name === 'x'
                ? { ...form, children: [...form.children, ...BADGES.map((name) => badge(name))] }
                : form,
            ),
          ],
        }
      : one,
  )

const BADGES = ['{urn:example:x}badge', 'x-badge'] as const

const badge = (name: string): XmlElement => ({
  name: 'field',
  attrs: { var: name },
  children: [nextId(), nextId()].map((text) => ({ name: 'value', attrs: {}, children: [text] })),
})

const withTypes = (element: XmlElement): XmlElement =>
  mapElements(element, (one) =>
    one.name === 'field' && one.attrs['type'] === undefined
      ? { ...one, attrs: { ...one.attrs, type: one.attrs['var'] === 'FORM_TYPE' ? 'hidden' : 'text-single' } }
      : one,
  )

/** Fields of a summary in another order; publish options keep that of the client. */
const shuffled = (element: XmlElement): XmlElement =>
  mapElements(element, (one) =>
    one.name === 'notification'
      ? {
          ...one,
          children: one.children.map((form) =>
            isElement(form) ? { ...form, children: form.children.toReversed() } : form,
          ),
        }
      : one,
  )

const declaresClient = (element: XmlElement): XmlElement => ({
  ...element,
  attrs: { xmlns: 'jabber:client', ...element.attrs },
  children: element.children.map((child) =>
    isElement(child) && child.name !== 'error' ? { ...child, attrs: { xmlns: '', ...child.attrs } } : child,
  ),
})

/** RFC 7622 §3.2, §3.3: the case of a domain and of a localpart says nothing; that of a resource does. */
const inCapitals = (element: XmlElement): XmlElement => ({
  ...element,
  attrs: Object.fromEntries(
    Object.entries(element.attrs).map(([name, value]) => [
      name,
      name === 'to' || name === 'from' ? value?.replace(/^[^/]*/u, (bare) => bare.toUpperCase()) : value,
    ]),
  ),
})

/** The table: every disguise. */
export const DISGUISES: Readonly<Record<string, (iq: XmlElement) => XmlElement>> = {
  'ltx trees': inLtx,
  'prefixes of ElementTree': withPrefixes,
  'another order of attributes': reversed,
  'random item ids': withIds,
  'whitespace between elements': indented,
  'extra elements': withExtras,
  'types of fields': withTypes,
  'another order of fields': shuffled,
  'the namespace of clients': declaresClient,
  'JIDs as somebody wrote them': inCapitals,
  'nonces of its own': withNonces,
  'all at once': (iq) => inLtx(withPrefixes(reversed(indented(withExtras(withTypes(withIds(shuffled(iq)))))))),
}

const disguise =
  (change: (iq: XmlElement) => XmlElement) =>
  async (given: ReturnType<Adapter<Host>['dispatch']>): Promise<ReadonlyArray<Output>> =>
    (await given).map((one) => ('iq' in one ? { ...one, iq: change(one.iq) } : one))

/** The reference, but for how its requests and replies look. */
export const disguised = (name: string, change: (iq: XmlElement) => XmlElement): Adapter<Host> => {
  const inDisguise = disguise(change)
  const { dispatchTogether, restart } = reference
  return {
    ...reference,
    name,
    dispatch: (host, account, event) => inDisguise(reference.dispatch(host, account, event)),
    advance: (host, ms) => inDisguise(reference.advance(host, ms)),
    ...(dispatchTogether && {
      dispatchTogether: (host, account, events) => inDisguise(dispatchTogether(host, account, events)),
    }),
    ...(restart && { restart: (host) => inDisguise(restart(host)) }),
  }
}
