import { describe, expect, it } from 'vitest';
import { claimHeading, claimRow, looksDifferent, parseClaimLine } from './claim-row.ts';

const line = 'dr-nodepool-2sxmq|uid-1|dr-nodepool|hetzner|fsn1|cx23|Joining|2026-11-23T20:00:00Z';
const claim = { ...parsed(line) };

function parsed(text: string): NonNullable<ReturnType<typeof parseClaimLine>> {
  const found = parseClaimLine(text);
  if (found === undefined) throw new Error('the line was not read');
  return found;
}

describe('claimRow', () => {
  it('stands under its headings', () => {
    expect(claimHeading).toBe(
      'NAME                     NODEPOOL      PROVIDER   REGION   INSTANCE      PHASE          AGE',
    );
    expect(claimRow(claim, Date.parse('2026-11-23T20:00:04.9Z'))).toBe(
      'dr-nodepool-2sxmq        dr-nodepool   hetzner    fsn1     cx23          Joining        4s',
    );
  });

  it('leaves unknown cells empty', () => {
    const fresh = parsed('dr-nodepool-2sxmq|uid-1|dr-nodepool||||Pending|2026-11-23T20:00:00Z');
    expect(claimRow(fresh, Date.parse('2026-11-23T20:00:00Z'))).toBe(
      'dr-nodepool-2sxmq        dr-nodepool                                     Pending        0s',
    );
  });
});

describe('looksDifferent', () => {
  it('sees a change of any column but the age', () => {
    expect(looksDifferent(undefined, claim)).toBe(true);
    expect(looksDifferent(claim, { ...claim })).toBe(false);
    expect(looksDifferent(claim, { ...claim, phase: 'Ready' })).toBe(true);
  });
});

describe('parseClaimLine', () => {
  it('ignores what is no claim', () => {
    expect(parseClaimLine('No resources found')).toBeUndefined();
  });
});
