import { expect, it } from 'vitest'
import { el, NO_ATTRS } from '../../src/xml/build.js'

it('an element has what it is given, and nothing else', () => {
  expect(el('a')).toStrictEqual({ name: 'a', attrs: {}, children: [] })
  expect(el('a', { b: '1' }, ['x', el('c')])).toStrictEqual({
    name: 'a',
    attrs: { b: '1' },
    children: ['x', { name: 'c', attrs: {}, children: [] }],
  })
})

it('the attributes that elements share cannot be written to', () => {
  expect(Object.isFrozen(NO_ATTRS)).toBe(true)
  expect(el('a').attrs).toBe(NO_ATTRS)
})
