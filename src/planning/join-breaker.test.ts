import { describe, expect, it } from 'vitest';
import { aNodeClass } from '../../test/helpers/planning-objects.ts';
import type { NodeClass, NodeClassStatus } from '../api/generated.ts';
import { countJoinFailure, joinFailuresInARow, joinPauseEndMs, whyJoinsArePaused } from './join-breaker.ts';

const nowMs = Date.parse('2026-11-01T12:00:00Z');
const minute = 60_000;
const aClass = (status: NodeClassStatus = {}, generation = 1): NodeClass => {
  const nodeClass = aNodeClass();
  const secretVersions = { 'hetzner-api-token': '5' };
  return {
    ...nodeClass,
    metadata: { ...nodeClass.metadata, generation },
    status: { secretVersions, ...status },
  };
};
/** The class after so many failures. */
const failed = (times: number): NodeClass => {
  let nodeClass = aClass();
  for (let index = 0; index < times; index += 1) {
    const failure = { reason: 'JoinTimedOut', offering: 'hetzner cx23 in fsn1', instanceID: `i${index}` } as const;
    const joinFailures = countJoinFailure(nodeClass, failure, nowMs);
    if (joinFailures !== undefined) nodeClass = { ...nodeClass, status: { ...nodeClass.status, joinFailures } };
  }
  return nodeClass;
};

describe('the join breaker', () => {
  it.each([
    [0, undefined],
    [2, undefined],
    [3, 2],
    [4, 4],
    [5, 8],
    [6, 16],
    [7, 30],
    [5000, 30],
  ])('after %i failures in a row pauses for %s minutes', (times, minutes) => {
    const endMs = joinPauseEndMs(times < 100 ? failed(times) : tired(times));
    expect(endMs).toBe(minutes === undefined ? undefined : nowMs + minutes * minute);
  });

  it('says what failed, where to look and when it goes on, and is silent before and after', () => {
    expect(whyJoinsArePaused(failed(3), nowMs + minute)).toBe(
      '3 machines in a row did not become nodes through NodeClass dr-nodeclass (last: JoinTimedOut, hetzner cx23 in fsn1); ' +
        'check join.hostApiServer, the tailnet key and the cloud-init output of a machine; ' +
        'launches go on at 2026-11-01T12:02:00Z, or when the class or one of its Secrets changes',
    );
    expect(whyJoinsArePaused(failed(3), nowMs + 2 * minute)).toBeUndefined();
    expect(whyJoinsArePaused(failed(2), nowMs)).toBeUndefined();
  });

  it('counts a machine once', () => {
    const failure = { reason: 'JoinTimedOut', offering: 'o', instanceID: 'i0' } as const;
    expect(countJoinFailure(failed(1), failure, nowMs)).toBeUndefined();
  });

  it('forgets what was before the class or a Secret changed', () => {
    const { status = {} } = failed(4);
    expect(joinFailuresInARow(aClass(status, 2))).toBe(0);
    expect(joinFailuresInARow(aClass({ ...status, secretVersions: { 'hetzner-api-token': '6' } }))).toBe(0);
    const failure = { reason: 'InitializationTimedOut', offering: 'o', instanceID: 'new' } as const;
    expect(countJoinFailure(aClass(status, 2), failure, nowMs)).toMatchObject({ count: 1 });
  });
});

/** The class after so many failures that nobody wants to count them one by one. */
function tired(times: number): NodeClass {
  const { status } = failed(3);
  const joinFailures = status?.joinFailures;
  return aClass({ ...status, ...(joinFailures && { joinFailures: { ...joinFailures, count: times } }) });
}
