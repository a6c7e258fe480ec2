import type { Element } from '@xmpp/xml'
import type { Either } from 'fp-ts/lib/Either.js'
import type { NonEmptyArray } from 'fp-ts/lib/NonEmptyArray.js'
import type { Option } from 'fp-ts/lib/Option.js'
import * as RA from 'fp-ts/lib/ReadonlyArray.js'
import * as S from 'fp-ts/lib/State.js'
import { describe, expectTypeOf, it } from 'vitest'
import {
  type Account,
  type Answer,
  type BareJid,
  type Decision,
  type Delivery,
  defaultOptions,
  discoFeatures,
  type Effect,
  emptyAccount,
  type Event,
  explain,
  type Jid,
  type JidError,
  makeOptions,
  type OptionError,
  type Options,
  optionsFromProsody,
  policies,
  type Publish,
  type FormField,
  type Registration,
  type RegistrationKey,
  type Session,
  step,
  withId,
  type XmlElement,
} from 'xmpp-push-rules'
import { parseXml, serializeXml, type XmlElement as ParsedElement, type XmlError } from 'xmpp-push-rules/xml'

type Of<Union extends { readonly _tag: string }, Tag extends Union['_tag']> = Extract<Union, { readonly _tag: Tag }>
type Fields<Tag extends Event['_tag']> = Exclude<keyof Of<Event, Tag>, '_tag' | 'at'>
type Parts<Tag extends Effect['_tag']> = Exclude<keyof Of<Effect, Tag>, '_tag'>

/** True where a type is the same with every property readonly, all the way down. */
// eslint-disable-next-line typescript/no-unnecessary-type-parameters -- identity of types: T stays open on purpose
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false
type IsReadonly<T> = T extends string | number | boolean | null | undefined
  ? true
  : T extends ReadonlyArray<infer Item>
    ? T extends Array<Item>
      ? false
      : true
    : Same<{ [K in keyof T]: T[K] }, { readonly [K in keyof T]: T[K] }>
type Writable<T> = { [K in keyof T]-?: IsReadonly<T[K]> extends true ? never : K }[keyof T]

describe('the contract', () => {
  it('step is a State over one account', () => {
    expectTypeOf(step).toEqualTypeOf<(options: Options) => (event: Event) => S.State<Account, ReadonlyArray<Effect>>>()
    expectTypeOf(step(defaultOptions)).returns.returns.toEqualTypeOf<[ReadonlyArray<Effect>, Account]>()
  })

  it('steps compose with traverse', () => {
    const all = RA.traverse(S.Applicative)(step(defaultOptions))
    expectTypeOf(all).toEqualTypeOf<
      (events: ReadonlyArray<Event>) => S.State<Account, ReadonlyArray<ReadonlyArray<Effect>>>
    >()
    expectTypeOf(S.sequenceArray<Account, ReadonlyArray<Effect>>).toBeCallableWith([])
    expectTypeOf(S.traverseArray(step(defaultOptions))([])).returns.toEqualTypeOf<
      [ReadonlyArray<ReadonlyArray<Effect>>, Account]
    >()
  })

  it('values are made by smart constructors', () => {
    expectTypeOf(emptyAccount).toEqualTypeOf<(jid: string) => Either<JidError, Account>>()
    expectTypeOf(makeOptions).toEqualTypeOf<
      (partial: Partial<Options>) => Either<NonEmptyArray<OptionError>, Options>
    >()
    expectTypeOf(optionsFromProsody).returns.toEqualTypeOf<Either<NonEmptyArray<OptionError>, Options>>()
    expectTypeOf(optionsFromProsody).toBeCallableWith({ push_max_devices: 2 })
    expectTypeOf<Record<string, unknown>>().toExtend<Parameters<typeof optionsFromProsody>[0]>()
    expectTypeOf(policies.prosody).toExtend<Partial<Options>>()
    expectTypeOf<string>().not.toExtend<Jid>()
    expectTypeOf<Jid>().not.toExtend<BareJid>()
    expectTypeOf<BareJid>().toExtend<string>()
  })

  it('and the rest of what hosts call', () => {
    expectTypeOf(discoFeatures).toEqualTypeOf<(options: Options) => ReadonlyArray<string>>()
    expectTypeOf(explain).toEqualTypeOf<(decision: Decision) => string>()
    expectTypeOf(withId).toEqualTypeOf<(id: string) => (iq: XmlElement) => XmlElement>()
    expectTypeOf(parseXml).toEqualTypeOf<(text: string) => Either<XmlError, XmlElement>>()
    expectTypeOf(serializeXml).toEqualTypeOf<(element: XmlElement) => string>()
    expectTypeOf<ParsedElement>().toEqualTypeOf<XmlElement>()
  })

  it('an account', () => {
    expectTypeOf<Account>().toHaveProperty('jid').toEqualTypeOf<BareJid>()
    expectTypeOf<Account['registrations']>().toEqualTypeOf<ReadonlyArray<Registration>>()
    expectTypeOf<Account['sessions']>().toEqualTypeOf<Readonly<Record<string, Session>>>()
    expectTypeOf<Session['bound']>().toEqualTypeOf<Option<RegistrationKey>>()
    expectTypeOf<Registration>().toExtend<RegistrationKey>()
    expectTypeOf<Registration['publishOptions']>().toEqualTypeOf<Option<ReadonlyArray<FormField>>>()
    expectTypeOf<Registration['enabledAt' | 'errors']>().toEqualTypeOf<number>()
    expectTypeOf<keyof RegistrationKey>().toEqualTypeOf<'service' | 'node'>()
  })
})

describe('the unions are closed', () => {
  it('events', () => {
    expectTypeOf<Event['_tag']>().toEqualTypeOf<
      | 'SessionOpened'
      | 'SessionClosed'
      | 'IqReceived'
      | 'StoredOffline'
      | 'Archived'
      | 'GroupchatToBare'
      | 'HibernationStarted'
      | 'QueuedWhileHibernating'
      | 'AckDelayed'
      | 'SessionResumed'
      | 'PingRequested'
      | 'PublishAnswered'
      | 'ServiceMessage'
      | 'TimerFired'
      | 'AccountDeleted'
    >()
    expectTypeOf<Event['at']>().toEqualTypeOf<number>()
    expectTypeOf<Fields<'SessionOpened' | 'SessionClosed' | 'SessionResumed'>>().toEqualTypeOf<'resource'>()
    expectTypeOf<Fields<'IqReceived'>>().toEqualTypeOf<'resource' | 'iq'>()
    expectTypeOf<Fields<'StoredOffline'>>().toEqualTypeOf<'delivery' | 'unread' | 'pendingSubscriptions'>()
    expectTypeOf<Fields<'Archived'>>().toEqualTypeOf<Fields<'StoredOffline'>>()
    expectTypeOf<Fields<'GroupchatToBare'>>().toEqualTypeOf<Fields<'StoredOffline'>>()
    expectTypeOf<Fields<'HibernationStarted'>>().toEqualTypeOf<'resource' | 'queue' | 'resumeTimeoutMs'>()
    expectTypeOf<Fields<'QueuedWhileHibernating'>>().toEqualTypeOf<'resource' | 'delivery'>()
    expectTypeOf<Fields<'AckDelayed'>>().toEqualTypeOf<'resource' | 'queue' | 'cause'>()
    expectTypeOf<Fields<'PingRequested'>>().toEqualTypeOf<'registrations'>()
    expectTypeOf<Fields<'PublishAnswered'>>().toEqualTypeOf<'registration' | 'from' | 'answer'>()
    expectTypeOf<Fields<'ServiceMessage'>>().toEqualTypeOf<'message'>()
    expectTypeOf<Fields<'TimerFired'>>().toEqualTypeOf<'timer'>()
    expectTypeOf<Fields<'AccountDeleted'>>().toEqualTypeOf<never>()
    expectTypeOf<Answer['_tag']>().toEqualTypeOf<'Accepted' | 'Rejected' | 'TimedOut'>()
    expectTypeOf<Of<Answer, 'Rejected'>>().toEqualTypeOf<{
      readonly _tag: 'Rejected'
      readonly type: string
      readonly condition: string
    }>()
    expectTypeOf<Delivery>().toEqualTypeOf<{ readonly stanza: XmlElement; readonly key: string }>()
  })

  it('effects', () => {
    expectTypeOf<Effect['_tag']>().toEqualTypeOf<
      'Save' | 'Reply' | 'Publish' | 'Skip' | 'Drop' | 'StartTimer' | 'StopTimer' | 'SetResumeTimeout'
    >()
    expectTypeOf<Parts<'Save'>>().toEqualTypeOf<'registrations' | 'replyOnFailure'>()
    expectTypeOf<Parts<'Reply'>>().toEqualTypeOf<'resource' | 'iq'>()
    expectTypeOf<Parts<'Publish'>>().toEqualTypeOf<'registration' | 'iq' | 'decision' | 'key'>()
    expectTypeOf<Parts<'Skip'>>().toEqualTypeOf<'registration' | 'decision' | 'key'>()
    expectTypeOf<Parts<'Drop'>>().toEqualTypeOf<'registration' | 'reason'>()
    expectTypeOf<Parts<'StartTimer'>>().toEqualTypeOf<'timer' | 'delayMs'>()
    expectTypeOf<Parts<'StopTimer'>>().toEqualTypeOf<'timer'>()
    expectTypeOf<Parts<'SetResumeTimeout'>>().toEqualTypeOf<'resource' | 'timeoutMs'>()
    expectTypeOf<Decision['_tag']>().toEqualTypeOf<'Push' | 'Skip'>()
    expectTypeOf<Publish['decision']['_tag']>().toEqualTypeOf<'Push'>()
  })

  it('a switch over all tags is exhaustive', () => {
    const left = (effect: Effect): never | undefined => {
      switch (effect._tag) {
        case 'Save':
        case 'Reply':
        case 'Publish':
        case 'Skip':
        case 'Drop':
        case 'StartTimer':
        case 'StopTimer':
        case 'SetResumeTimeout':
          return undefined
        default:
          return effect
      }
    }
    expectTypeOf(left).returns.toEqualTypeOf<undefined>()
  })
})

describe('elements', () => {
  it('an element of @xmpp/xml is one as it is', () => {
    expectTypeOf<Element>().toExtend<XmlElement>()
  })

  it('and so is what has the shape of an ltx element: a class with more to it, a parent of its own kind', () => {
    interface LtxElement {
      name: string
      attrs: { [name: string]: string }
      children: Array<LtxElement | string>
      parent: LtxElement | null
      getChild: (name: string) => LtxElement | undefined
    }
    expectTypeOf<LtxElement>().toExtend<XmlElement>()
    expectTypeOf<{ name: string; attrs: {}; children: [] }>().toExtend<XmlElement>()
    expectTypeOf<string>().not.toExtend<XmlElement>()
  })
})

describe('everything is readonly', () => {
  it('account, registration, session, options, elements', () => {
    expectTypeOf<IsReadonly<Account>>().toEqualTypeOf<true>()
    expectTypeOf<Writable<Account>>().toEqualTypeOf<never>()
    expectTypeOf<IsReadonly<Registration>>().toEqualTypeOf<true>()
    expectTypeOf<IsReadonly<RegistrationKey>>().toEqualTypeOf<true>()
    expectTypeOf<IsReadonly<Session>>().toEqualTypeOf<true>()
    expectTypeOf<Writable<Session>>().toEqualTypeOf<never>()
    expectTypeOf<IsReadonly<Options>>().toEqualTypeOf<true>()
    expectTypeOf<Writable<Options>>().toEqualTypeOf<never>()
    expectTypeOf<IsReadonly<XmlElement>>().toEqualTypeOf<true>()
    expectTypeOf<Writable<XmlElement>>().toEqualTypeOf<never>()
  })

  it('every event, every effect, every decision', () => {
    type WritableIn<Union extends { readonly _tag: string }> = {
      [Tag in Union['_tag']]: IsReadonly<Of<Union, Tag>> extends true ? Writable<Of<Union, Tag>> : Tag
    }[Union['_tag']]
    expectTypeOf<WritableIn<Event>>().toEqualTypeOf<never>()
    expectTypeOf<WritableIn<Effect>>().toEqualTypeOf<never>()
    expectTypeOf<WritableIn<Decision>>().toEqualTypeOf<never>()
    expectTypeOf<WritableIn<{ _tag: 'Loose' }>>().toEqualTypeOf<'Loose'>()
    expectTypeOf<WritableIn<{ readonly _tag: 'Loose'; readonly list: Array<string> }>>().toEqualTypeOf<'list'>()
  })
})
