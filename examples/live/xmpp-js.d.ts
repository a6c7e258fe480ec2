/** The small part of xmpp.js that the live harness uses; xmpp.js itself ships no types. */

declare module '@xmpp/xml' {
  export class Element {
    name: string
    attrs: Record<string, string | undefined>
    children: Array<Element | string>
    parent: Element | null
    is(name: string, xmlns?: string): boolean
    getChild(name: string, xmlns?: string): Element | undefined
    getChildElements(): Array<Element>
    toString(): string
  }
  export class Parser {
    on(event: 'element' | 'start', listener: (element: Element) => void): void
    on(event: 'error', listener: (error: Error) => void): void
    write(text: string): void
  }
  const xml: (name: string, attrs?: Record<string, string | undefined>, ...children: Array<Element | string>) => Element
  export default xml
}

declare module '@xmpp/client' {
  import type { EventEmitter } from 'node:events'
  import type { Socket } from 'node:net'
  import type { Element } from '@xmpp/xml'

  export interface Client extends EventEmitter {
    readonly status: string
    socket: Socket | { readonly socket?: Socket; destroy?: () => void } | null
    options: { service: string; domain: string; lang?: string }
    send: (element: Element) => Promise<void>
    start(): Promise<unknown>
    stop(): Promise<unknown>
    connect(service: string): Promise<unknown>
    open(options: { domain: string; lang?: string | undefined }): Promise<unknown>
    readonly reconnect: { stop(): void }
    readonly streamManagement: EventEmitter & {
      id: string
      enabled: boolean
      inbound: number
      requestAckInterval: number
    }
  }
  export const client: (options: {
    service: string
    domain: string
    resource: string
    credentials: (
      authenticate: (credentials: { username: string; password: string }, mechanism: string) => Promise<void>,
    ) => Promise<void>
  }) => Client
}

declare module '@xmpp/component' {
  import type { EventEmitter } from 'node:events'
  import type { Element } from '@xmpp/xml'

  export interface Component extends EventEmitter {
    send(element: Element): Promise<void>
    start(): Promise<unknown>
    stop(): Promise<unknown>
    readonly reconnect: { stop(): void }
    readonly iqCallee: {
      set(
        xmlns: string,
        name: string,
        handler: (context: { stanza: Element }) => Element | true | Promise<Element | true>,
      ): void
    }
  }
  export const component: (options: { service: string; domain: string; password: string }) => Component
  export const xml: (
    name: string,
    attrs?: Record<string, string | undefined>,
    ...children: Array<Element | string>
  ) => Element
}
