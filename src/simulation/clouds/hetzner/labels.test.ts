import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { labelDefect, matchesLabels, parseLabelSelector } from './labels.ts';

const edge = fc.constantFrom(...'abcXYZ019');
const middle = fc.constantFrom(...'abcXYZ019-_.');
const word = fc
  .tuple(edge, fc.array(middle, { maxLength: 20 }), edge)
  .map(([first, rest, last]) => `${first}${rest.join('')}${last}`);
const prefix = fc.constantFrom('', 'cloudburst.io/', 'a.b-c.example/');
const key = fc.tuple(prefix, word).map(([start, name]) => start + name);
const labels = fc.dictionary(key, word, { maxKeys: 5 });

function selects(selector: string, over: Readonly<Record<string, string>>): boolean {
  const terms = parseLabelSelector(selector);
  if (terms === undefined) throw new Error(`Selector ${selector} should be readable`);
  return matchesLabels(terms, over);
}

describe('label selectors', () => {
  it.each([
    ['', true],
    ['pool', true],
    ['!pool', false],
    ['! missing', true],
    ['pool=a', true],
    ['pool==a', true],
    ['pool = a', true],
    ['pool!=a', false],
    ['pool!=b', true],
    ['missing!=b', true],
    ['empty=', true],
    ['pool in (a)', true],
    ['pool in ( b , a )', true],
    ['pool in (b,c)', false],
    ['pool notin (b,c)', true],
    ['pool notin (a,b)', false],
    ['missing notin (a,b)', true],
    ['missing in (a,b)', false],
    ['pool=a,cloudburst.io/claim=1', true],
    ['pool=a,cloudburst.io/claim=2', false],
    ['pool in (a,b),empty,!missing', true],
    ['constructor', false],
  ])('%j selects: %s', (selector, expected) => {
    expect(selects(selector, { pool: 'a', empty: '', 'cloudburst.io/claim': '1' })).toBe(expected);
  });

  it.each(['a,,b', 'a in (', 'a in b', 'in (a)', '=a', '!', '-a=b', 'a=-b', 'a b', 'a in (b c)', 'a===b', 'a>1'])(
    'cannot read %j',
    (selector) => expect(parseLabelSelector(selector)).toBeUndefined(),
  );

  it('finds every resource by all of its own labels, in each way to write them', () => {
    fc.assert(
      fc.property(labels, fc.constantFrom('=', '==', 'in'), (own, operator) => {
        const terms = Object.entries(own).map(([name, value]) =>
          operator === 'in' ? `${name} in (${value},other)` : `${name}${operator}${value}`,
        );
        expect(selects(terms.join(','), own)).toBe(true);
      }),
    );
  });

  it('gives opposite answers for a term and its negation', () => {
    fc.assert(
      fc.property(labels, key, word, (own, name, value) => {
        expect(selects(`${name}=${value}`, own)).toBe(!selects(`${name}!=${value}`, own));
        expect(selects(`${name} in (${value})`, own)).toBe(!selects(`${name} notin (${value})`, own));
        expect(selects(name, own)).toBe(!selects(`!${name}`, own));
      }),
    );
  });

  it('takes a comma for and: the whole selects when each part does', () => {
    const term = fc.tuple(key, word, fc.constantFrom('=', '!=')).map((parts) => `${parts[0]}${parts[2]}${parts[1]}`);
    fc.assert(
      fc.property(labels, fc.array(term, { minLength: 1, maxLength: 4 }), (own, terms) => {
        expect(selects(terms.join(','), own)).toBe(terms.every((one) => selects(one, own)));
      }),
    );
  });

  it('never throws, whatever the text', () => {
    fc.assert(fc.property(fc.string(), (text) => void parseLabelSelector(text)));
  });
});

describe('labels', () => {
  it('takes every key and value of the grammar', () => {
    fc.assert(fc.property(key, word, (name, value) => labelDefect(name, value) === undefined));
  });

  it.each([
    ['hetzner.cloud/x', 'a'],
    ['a'.repeat(64), 'a'],
    ['a', 'b'.repeat(64)],
    [`${'abcdefghij.'.repeat(25)}x/name`, 'a'],
    ['/name', 'a'],
    ['a/b/c', 'a'],
    ['ends-', 'a'],
    ['a', 'white space'],
    ['', 'a'],
  ])('refuses %j with value %j', (name, value) => expect(labelDefect(name, value)).toEqual(expect.any(String)));
});
