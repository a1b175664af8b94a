import { describe, expect, it } from 'vitest';
import { claimUidOf, instanceIdOf, isOurs, ownerTags, volumeTags } from './tags.ts';

describe('tags', () => {
  it('prove ownership only all together', () => {
    const tags = ownerTags('cluster-1', 'uid-1');
    expect(isOurs(tags, 'cluster-1', 'uid-1')).toBe(true);
    expect(isOurs(tags, 'cluster-1')).toBe(true);
    expect(isOurs(tags, 'cluster-2')).toBe(false);
    expect(isOurs(tags, 'cluster-1', 'uid-2')).toBe(false);
    expect(isOurs(tags.slice(1), 'cluster-1')).toBe(false);
  });

  it('never prove ownership for an empty cluster', () => {
    expect(isOurs(ownerTags(''), '')).toBe(false);
  });

  it('of a volume name its instance and its claim', () => {
    const tags = volumeTags('cluster-1', 'server-1', 'uid-1');
    expect([instanceIdOf(tags), claimUidOf(tags)]).toEqual(['server-1', 'uid-1']);
  });
});
