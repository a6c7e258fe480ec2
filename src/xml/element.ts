/**
 * An XML element as the rules see it: a readonly view that an ltx / `@xmpp/xml` Element satisfies as it is.
 *
 * `name` carries the prefix where there is one (`j:propose`); namespaces are the `xmlns` and `xmlns:*` attributes,
 * inherited from the elements around. Nothing here is ever mutated, and what the library returns never holds `parent`.
 *
 * @since 0.1.0
 */
export interface XmlElement {
  readonly name: string
  readonly attrs: Readonly<Record<string, string | undefined>>
  readonly children: ReadonlyArray<XmlElement | string>
  readonly parent?: XmlElement | null
}
