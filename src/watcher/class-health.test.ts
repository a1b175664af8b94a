import { describe, expect, it } from 'vitest';
import type { Condition, NodeClass } from '../api/generated.ts';
import { classStatus } from './class-health.ts';

const nodeClass = (status?: NodeClass['status']): NodeClass => ({
  apiVersion: 'cloudburst.io/v1alpha1',
  kind: 'NodeClass',
  metadata: { name: 'class', namespace: 'default', uid: 'u', resourceVersion: '1', creationTimestamp: 't' },
  spec: { join: { hostApiServer: 'https://a' }, bootstrap: { kubernetesVersion: '1.34.3' } },
  ...(status !== undefined && { status }),
});
const look = (type: string, version: string | undefined) => ({
  type,
  reference: { name: `${type}-secret`, key: 'token' },
  version,
  problem: version === undefined ? `Secret default/${type}-secret does not exist` : undefined,
});
const words = (status: { conditions?: readonly Condition[] } | undefined): readonly string[] =>
  (status?.conditions ?? []).map(({ type, status: value, reason }) => `${type} ${value} ${reason}`);

describe('the health of a NodeClass', () => {
  it('is Ready while one provider can be used, and says which cannot', () => {
    const status = classStatus(nodeClass(), [look('HetznerReady', undefined), look('ScalewayReady', '5')], 'now');
    expect(words(status)).toEqual([
      'HetznerReady False SecretMissing',
      'ScalewayReady True SecretFound',
      'Ready True SecretsFound',
    ]);
  });
  it('is not Ready without any provider, or without the key of the mesh that every machine needs', () => {
    expect(words(classStatus(nodeClass(), [look('HetznerReady', undefined)], 'now'))).toContain(
      'Ready False SecretMissing',
    );
    expect(
      words(classStatus(nodeClass(), [look('HetznerReady', '1'), look('TailscaleReady', undefined)], 'now')),
    ).toContain('Ready False SecretMissing');
  });
  it('is not written again when nothing has changed', () => {
    const looks = [look('HetznerReady', '1')];
    expect(classStatus(nodeClass(classStatus(nodeClass(), looks, 'then')), looks, 'now')).toBeUndefined();
  });
  it('keeps a refused credential refused until the Secret is another one', () => {
    const looks = [look('HetznerReady', '1')];
    const written = classStatus(nodeClass(), looks, 'then');
    const refused = (written?.conditions ?? []).map((one): Condition =>
      one.type === 'HetznerReady' ? { ...one, status: 'False', reason: 'CredentialsRefused' } : one,
    );
    const class_ = nodeClass({ ...written, conditions: refused });
    expect(words(classStatus(class_, looks, 'now'))).toContain('HetznerReady False CredentialsRefused');
    expect(words(classStatus(class_, [look('HetznerReady', '2')], 'now'))).toContain('HetznerReady True SecretFound');
  });
  it('keeps a refusal that was written before the first check, until the class is edited', () => {
    const refused: Condition = {
      type: 'HetznerReady',
      status: 'False',
      reason: 'RequestRefused',
      message: 'm',
      lastTransitionTime: 'then',
      observedGeneration: 1,
    };
    const edited = (generation: number) => ({
      ...nodeClass({ conditions: [refused] }),
      metadata: { ...nodeClass().metadata, generation },
    });
    expect(words(classStatus(edited(1), [look('HetznerReady', '1')], 'now'))).toContain(
      'HetznerReady False RequestRefused',
    );
    expect(words(classStatus(edited(2), [look('HetznerReady', '1')], 'now'))).toContain(
      'HetznerReady True SecretFound',
    );
  });
  it('says that joins are tried again once a Secret or the class has changed, and not before', () => {
    const paused: Condition = {
      type: 'MachinesJoin',
      status: 'False',
      reason: 'JoinBreakerOpen',
      message: 'm',
      lastTransitionTime: 'then',
    };
    const joinFailures = { count: 3, lastTime: '2026-11-01T10:00:00Z', observed: 'class=0 HetznerReady-secret=1' };
    const secretVersions = { 'HetznerReady-secret': '1' };
    const class_ = nodeClass({ conditions: [paused], secretVersions, joinFailures });
    expect(words(classStatus(class_, [look('HetznerReady', '1')], 'now'))).toContain(
      'MachinesJoin False JoinBreakerOpen',
    );
    expect(words(classStatus(class_, [look('HetznerReady', '2')], 'now'))).toContain(
      'MachinesJoin True JoinsTriedAgain',
    );
  });
  it('lets stand that a create was accepted', () => {
    const conditions: readonly Condition[] = [
      { type: 'HetznerReady', status: 'True', reason: 'CreateAccepted', message: 'm', lastTransitionTime: 'then' },
    ];
    const status = nodeClass({ conditions, secretVersions: { 'HetznerReady-secret': '1' } });
    expect(words(classStatus(status, [look('HetznerReady', '1')], 'now'))).toContain(
      'HetznerReady True CreateAccepted',
    );
  });
});
