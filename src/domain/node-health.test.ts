import { describe, expect, it } from 'vitest';
import { isNodeReady, whyNotInitialized } from './node-health.ts';

const ready = { conditions: [{ type: 'Ready', status: 'True' }] };

describe('a registered node', () => {
  it('is usable when it is Ready without our taint and its startup taints', () => {
    expect(
      whyNotInitialized({ status: ready, spec: { taints: [{ key: 'dedicated', effect: 'NoSchedule' }] } }, []),
    ).toBeUndefined();
  });
  it('waits for the kubelet, in its words', () => {
    const status = { conditions: [{ type: 'Ready', status: 'False', message: 'no network yet' }] };
    expect(whyNotInitialized({ status }, [])).toContain('no network yet');
    expect(whyNotInitialized({}, [])).toContain('has not reported');
    expect(isNodeReady({})).toBe(false);
  });
  it('waits for its startup taint', () => {
    const startup = { key: 'cni.example/agent', effect: 'NoSchedule' } as const;
    expect(whyNotInitialized({ status: ready, spec: { taints: [startup] } }, [startup])).toContain('cni.example/agent');
  });
  it('waits for its labels', () => {
    const taints = [{ key: 'cloudburst.io/unregistered', effect: 'NoExecute' }] as const;
    expect(whyNotInitialized({ status: ready, spec: { taints } }, [])).toContain('cloudburst.io/unregistered');
  });
});
