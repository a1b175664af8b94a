import { Agent } from 'undici';
import { expect, it } from 'vitest';
import { defaultDeadlines } from '../deadlines.ts';
import { template } from './definition.ts';

const never = new AbortController().signal;
const parts = {
  endpoint: 'http://127.0.0.1:9',
  credential: 'c',
  deadlines: defaultDeadlines,
  now: () => 0,
  random: () => 0,
};

it('the template is a provider like any other, and keeps the rules that need no cloud', async () => {
  const dispatcher = new Agent();
  const block = { apiTokenSecretRef: { name: 's', key: 'k' } };
  const provider = template
    .createAccount({ ...parts, dispatcher })
    .provider({ clusterId: 'cluster', credential: 'c', block });
  await expect(provider.get('x/../y', never)).rejects.toMatchObject({ details: { code: 'invalid_id' } });
  await expect(provider.delete('x/../y', never)).rejects.toMatchObject({ details: { code: 'invalid_id' } });
  for (const call of [provider.list(never), provider.sweep(never), provider.offerings(never)]) {
    await expect(call).rejects.toMatchObject({ name: 'OutageError', details: { code: 'not_implemented' } });
  }
  await expect(provider.forgetUserData('x', never)).resolves.toBeUndefined();
  await dispatcher.destroy();
});
