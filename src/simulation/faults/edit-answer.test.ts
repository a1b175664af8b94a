import { expect, it } from 'vitest';
import { jsonResponse } from '../http/exchange.ts';
import { editAnswer } from './edit-answer.ts';

const answer = jsonResponse(200, { servers: [{ id: 1, labels: { a: 'b' } }, { id: 2 }], meta: null });

it.each([
  [
    { set: { 'servers.*.added': true } },
    {
      servers: [
        { id: 1, labels: { a: 'b' }, added: true },
        { id: 2, added: true },
      ],
    },
  ],
  [{ set: { 'servers.1.id': 7, meta: { page: 1 } } }, { servers: [{ id: 1 }, { id: 7 }], meta: { page: 1 } }],
  [{ set: { 'nothing.here': 1, 'meta.page': 1 } }, { servers: [{ id: 1 }, { id: 2 }], meta: null }],
  [{ remove: ['servers.*.labels'] }, { servers: [{ id: 1 }, { id: 2 }], meta: null }],
])('%j', (edit, expected) => {
  const edited = JSON.parse(editAnswer(answer, edit).body);
  expect(edited).toMatchObject(expected);
  if ('remove' in edit) expect(edited).toEqual(expected);
});

it('leaves alone what is no JSON, and an empty body', () => {
  for (const body of ['', '<html>']) {
    expect(editAnswer({ ...answer, body }, { set: { added: 1 } }).body).toBe(body);
  }
});
