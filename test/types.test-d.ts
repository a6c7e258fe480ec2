import type { Element } from '@xmpp/xml'
import type { Either } from 'fp-ts/lib/Either.js'
import type { NonEmptyArray } from 'fp-ts/lib/NonEmptyArray.js'
import type { Option } from 'fp-ts/lib/Option.js'
import * as RA from 'fp-ts/lib/ReadonlyArray.js'
import * as S from 'fp-ts/lib/State.js'
import { describe, expectTypeOf, it } from 'vitest'
import * as library from 'xmpp-push-rules'
import { parseXml, serializeXml, type XmlElement as ParsedElement, type XmlError } from 'xmpp-push-rules/xml'

type Account = library.Account
type Effect = library.Effect
type Event = library.Event
type Options = library.Options
type Registration = library.Registration
type RegistrationKey = library.RegistrationKey
type Session = library.Session
type XmlElement = library.XmlElement

/** The members of an event besides its tag and time, and those of an effect besides its tag. */
type Fields<Tag extends Event['_tag']> = Exclude<keyof library.EventOf<Tag>, '_tag' | 'at'>
type Parts<Tag extends Effect['_tag']> = Exclude<keyof library.EffectOf<Tag>, '_tag'>
type Counts = 'unread' | 'pendingSubscriptions'

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
    expectTypeOf(library.step).toEqualTypeOf<
      (options: Options) => (event: Event) => S.State<Account, ReadonlyArray<Effect>>
    >()
    expectTypeOf(library.step(library.defaultOptions)).returns.returns.toEqualTypeOf<[ReadonlyArray<Effect>, Account]>()
  })

  it('steps compose with traverse', () => {
    const all = RA.traverse(S.Applicative)(library.step(library.defaultOptions))
    expectTypeOf(all).toEqualTypeOf<
      (events: ReadonlyArray<Event>) => S.State<Account, ReadonlyArray<ReadonlyArray<Effect>>>
    >()
    expectTypeOf(S.traverseArray(library.step(library.defaultOptions))([])).returns.toEqualTypeOf<
      [ReadonlyArray<ReadonlyArray<Effect>>, Account]
    >()
  })

  it('values are made by smart constructors', () => {
    type Checked<A> = Either<NonEmptyArray<library.OptionError>, A>
    type Stored<A> = Either<NonEmptyArray<library.StoreError>, A>
    expectTypeOf(library.emptyAccount).toEqualTypeOf<(jid: string) => Either<library.JidError, Account>>()
    expectTypeOf(library.restoreAccount).returns.toEqualTypeOf<Either<library.JidError, Account>>()
    expectTypeOf(library.readAccount).toEqualTypeOf<(stored: unknown) => Stored<Account>>()
    expectTypeOf(library.readRegistrations).toEqualTypeOf<(stored: unknown) => Stored<ReadonlyArray<Registration>>>()
    expectTypeOf(library.makeOptions).toEqualTypeOf<(partial: Partial<Options>) => Checked<Options>>()
    expectTypeOf(library.optionsFromProsody).returns.toEqualTypeOf<Checked<Options>>()
    expectTypeOf<Record<string, unknown>>().toExtend<Parameters<typeof library.optionsFromProsody>[0]>()
    expectTypeOf(library.policies[keyOfPolicies]).toExtend<Partial<Options>>()
    expectTypeOf<string>().not.toExtend<library.Jid>()
    expectTypeOf<library.Jid>().not.toExtend<library.BareJid>()
    expectTypeOf<library.BareJid>().toExtend<string>()
  })

  it('what is written takes its id first', () => {
    type Written<A, Out> = (id: string) => (publish: A) => Out
    expectTypeOf(library.publishText).toEqualTypeOf<Written<library.Publish, string>>()
    expectTypeOf(library.publishElement).toEqualTypeOf<Written<library.Publish, XmlElement>>()
    expectTypeOf(library.replyText).toEqualTypeOf<(reply: library.Reply) => string>()
    expectTypeOf(library.replyElement).toEqualTypeOf<(reply: library.Reply) => XmlElement>()
    expectTypeOf(library.sealedText).toEqualTypeOf<
      (id: string, ciphertext: library.Ciphertext) => (effect: library.PublishSealed) => string
    >()
    expectTypeOf(library.sealedElement).returns.returns.toEqualTypeOf<XmlElement>()
  })

  it('a sealed publish is none, so that no host sends it by mistake', () => {
    expectTypeOf<library.PublishSealed>().not.toExtend<library.Publish>()
    expectTypeOf<library.Publish>().not.toExtend<library.PublishSealed>()
  })

  it('and the rest of what hosts call', () => {
    expectTypeOf(library.discoFeatures).toEqualTypeOf<(options: Options) => ReadonlyArray<string>>()
    expectTypeOf(library.explain).toEqualTypeOf<(decision: library.Decision) => string>()
    expectTypeOf(library.readAnswer).toEqualTypeOf<(iq: XmlElement) => library.Answer>()
    expectTypeOf(library.chatSetting).returns.toEqualTypeOf<Option<'always' | 'on-mention' | 'never'>>()
    expectTypeOf(parseXml).toEqualTypeOf<(text: string) => Either<XmlError, XmlElement>>()
    expectTypeOf(serializeXml).toEqualTypeOf<(element: XmlElement) => string>()
    expectTypeOf<ParsedElement>().toEqualTypeOf<XmlElement>()
  })

  it('an account', () => {
    expectTypeOf<Account>().toHaveProperty('jid').toEqualTypeOf<library.BareJid>()
    expectTypeOf<Account['registrations']>().toEqualTypeOf<ReadonlyArray<Registration>>()
    expectTypeOf<Account['sessions']>().toEqualTypeOf<Readonly<Record<string, Session>>>()
    expectTypeOf<Session['bound']>().toEqualTypeOf<Option<RegistrationKey>>()
    expectTypeOf<Registration>().toExtend<RegistrationKey>()
    expectTypeOf<Registration>().toExtend<library.RegistrationRef>()
    expectTypeOf<RegistrationKey>().toExtend<library.RegistrationRef>()
    expectTypeOf<Registration['publishOptions']>().toEqualTypeOf<Option<ReadonlyArray<library.FormField>>>()
    expectTypeOf<Registration['enabledAt' | 'errors' | 'number']>().toEqualTypeOf<number>()
    expectTypeOf<keyof RegistrationKey>().toEqualTypeOf<'service' | 'node'>()
  })
})

declare const keyOfPolicies: keyof typeof library.policies

describe('the unions are closed', () => {
  it('events', () => {
    expectTypeOf<Event['_tag']>().toEqualTypeOf<
      | 'SessionOpened'
      | 'SessionClosed'
      | 'IqReceived'
      | 'StoredOffline'
      | 'Archived'
      | 'GroupchatToBare'
      | 'SubscriptionRequested'
      | 'HibernationStarted'
      | 'QueuedWhileHibernating'
      | 'AckDelayed'
      | 'SessionResumed'
      | 'PresenceChanged'
      | 'PingRequested'
      | 'UnreadChanged'
      | 'PublishAnswered'
      | 'ServiceMessage'
      | 'RegistrationsRemoved'
      | 'TimerFired'
      | 'AccountDeleted'
    >()
    expectTypeOf<Event['at']>().toEqualTypeOf<number>()
    expectTypeOf<Fields<'SessionOpened'>>().toEqualTypeOf<'resource' | 'client'>()
    expectTypeOf<Fields<'SessionClosed'>>().toEqualTypeOf<'resource' | Counts>()
    expectTypeOf<Fields<'SessionResumed'>>().toEqualTypeOf<'resource'>()
    expectTypeOf<Fields<'IqReceived'>>().toEqualTypeOf<'resource' | 'iq'>()
    expectTypeOf<Fields<'StoredOffline'>>().toEqualTypeOf<'delivery' | Counts>()
    expectTypeOf<Fields<'Archived' | 'GroupchatToBare' | 'SubscriptionRequested'>>().toEqualTypeOf<
      'delivery' | Counts
    >()
    expectTypeOf<Fields<'HibernationStarted'>>().toEqualTypeOf<'resource' | 'queue' | 'resumeTimeoutMs' | Counts>()
    expectTypeOf<Fields<'QueuedWhileHibernating'>>().toEqualTypeOf<'resource' | 'delivery' | Counts>()
    expectTypeOf<Fields<'AckDelayed'>>().toEqualTypeOf<'resource' | 'queue' | 'cause' | Counts>()
    expectTypeOf<Fields<'PresenceChanged'>>().toEqualTypeOf<'resource' | 'available' | 'show'>()
    expectTypeOf<Fields<'PingRequested'>>().toEqualTypeOf<'registrations' | Counts>()
    expectTypeOf<Fields<'UnreadChanged'>>().toEqualTypeOf<'resource' | Counts>()
    expectTypeOf<Fields<'PublishAnswered'>>().toEqualTypeOf<'registration' | 'from' | 'answer'>()
    expectTypeOf<Fields<'ServiceMessage'>>().toEqualTypeOf<'message'>()
    expectTypeOf<Fields<'RegistrationsRemoved'>>().toEqualTypeOf<'registrations' | 'client'>()
    expectTypeOf<Fields<'TimerFired'>>().toEqualTypeOf<'timer'>()
    expectTypeOf<Fields<'AccountDeleted'>>().toEqualTypeOf<never>()
    expectTypeOf<library.Answer>().toEqualTypeOf<library.Accepted | library.Rejected | library.TimedOut>()
    expectTypeOf<keyof library.Rejected>().toEqualTypeOf<'_tag' | 'type' | 'condition' | 'pubsubCondition'>()
    expectTypeOf<keyof library.Delivery>().toEqualTypeOf<'stanza' | 'key' | 'context'>()
    expectTypeOf<keyof library.DeliveryContext>().toEqualTypeOf<
      'muted' | 'mutedFor' | 'own' | 'senderKnown' | 'ownNick' | 'ownOccupantId' | 'chatSetting'
    >()
  })

  it('an event without its time is still one of the events', () => {
    expectTypeOf<library.EventWithoutTime['_tag']>().toEqualTypeOf<Event['_tag']>()
    expectTypeOf<library.EventWithoutTime & { readonly at: number }>().toExtend<Event>()
  })

  it('optional members may also be undefined', () => {
    expectTypeOf<{ _tag: 'SessionOpened'; at: number; resource: string; client: undefined }>().toExtend<Event>()
    expectTypeOf<{ stanza: XmlElement; key: string; context: undefined }>().toExtend<library.Delivery>()
    expectTypeOf<{ service: string; node: string; number: undefined }>().toExtend<library.RegistrationRef>()
    expectTypeOf<{ _tag: 'TimedOut' }>().toExtend<library.Answer>()
    expectTypeOf<{
      _tag: 'PublishAnswered'
      at: number
      registration: RegistrationKey
      from: undefined
      answer: library.TimedOut
    }>().toExtend<Event>()
  })

  it('effects', () => {
    expectTypeOf<Effect['_tag']>().toEqualTypeOf<
      'Save' | 'Reply' | 'Publish' | 'PublishSealed' | 'Skip' | 'Drop' | 'StartTimer' | 'StopTimer' | 'SetResumeTimeout'
    >()
    type Publishing = 'registration' | 'from' | 'publishOptions' | 'decision' | 'key' | 'priority'
    expectTypeOf<Parts<'Save'>>().toEqualTypeOf<'registrations' | 'replyOnFailure'>()
    expectTypeOf<Parts<'Reply'>>().toEqualTypeOf<'resource' | 'from' | 'to' | 'id' | 'error'>()
    expectTypeOf<Parts<'Publish'>>().toEqualTypeOf<Publishing | 'jingle'>()
    expectTypeOf<Parts<'PublishSealed'>>().toEqualTypeOf<Publishing | 'secret' | 'plaintext' | 'voip'>()
    expectTypeOf<Parts<'Skip'>>().toEqualTypeOf<'registration' | 'decision' | 'key'>()
    expectTypeOf<Parts<'Drop'>>().toEqualTypeOf<'registration' | 'reason'>()
    expectTypeOf<Parts<'StartTimer'>>().toEqualTypeOf<'timer' | 'delayMs'>()
    expectTypeOf<Parts<'StopTimer'>>().toEqualTypeOf<'timer'>()
    expectTypeOf<Parts<'SetResumeTimeout'>>().toEqualTypeOf<'resource' | 'timeoutMs'>()
    expectTypeOf<library.DropReason>().toEqualTypeOf<
      'evicted' | 'disabled' | 'errors' | 'refused' | 'remote' | 'removed' | 'replaced' | 'expired' | 'deleted'
    >()
    expectTypeOf<library.Decision>().toEqualTypeOf<library.PushDecision | library.SkipDecision>()
    expectTypeOf<library.Publish['decision']>().toEqualTypeOf<library.PushDecision>()
    expectTypeOf<library.Publish['registration']>().toEqualTypeOf<library.RegistrationRef>()
  })

  it('a switch over all tags is exhaustive', () => {
    const left = (effect: Effect): never | undefined => {
      switch (effect._tag) {
        case 'Save':
        case 'Reply':
        case 'Publish':
        case 'PublishSealed':
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
    expectTypeOf<IsReadonly<library.Settings>>().toEqualTypeOf<true>()
    expectTypeOf<Writable<library.Settings>>().toEqualTypeOf<never>()
    expectTypeOf<IsReadonly<RegistrationKey>>().toEqualTypeOf<true>()
    expectTypeOf<IsReadonly<Session>>().toEqualTypeOf<true>()
    expectTypeOf<Writable<Session>>().toEqualTypeOf<never>()
    expectTypeOf<IsReadonly<Options>>().toEqualTypeOf<true>()
    expectTypeOf<Writable<Options>>().toEqualTypeOf<never>()
    expectTypeOf<IsReadonly<library.Facts>>().toEqualTypeOf<true>()
    expectTypeOf<Writable<library.Facts>>().toEqualTypeOf<never>()
    expectTypeOf<IsReadonly<XmlElement>>().toEqualTypeOf<true>()
    expectTypeOf<Writable<XmlElement>>().toEqualTypeOf<never>()
  })

  it('every event, every effect, every decision', () => {
    type Of<Union extends { readonly _tag: string }, Tag> = Extract<Union, { readonly _tag: Tag }>
    type WritableIn<Union extends { readonly _tag: string }> = {
      [Tag in Union['_tag']]: IsReadonly<Of<Union, Tag>> extends true ? Writable<Of<Union, Tag>> : Tag
    }[Union['_tag']]
    expectTypeOf<WritableIn<Event>>().toEqualTypeOf<never>()
    expectTypeOf<WritableIn<Effect>>().toEqualTypeOf<never>()
    expectTypeOf<WritableIn<library.Decision>>().toEqualTypeOf<never>()
    expectTypeOf<WritableIn<{ _tag: 'Loose' }>>().toEqualTypeOf<'Loose'>()
    expectTypeOf<WritableIn<{ readonly _tag: 'Loose'; readonly list: Array<string> }>>().toEqualTypeOf<'list'>()
  })
})
