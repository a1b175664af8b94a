import { createServer } from 'node:http';
import type { ServerResponse } from 'node:http';
import { describe, expect, it } from 'vitest';
import { until } from '../../../../test/helpers/simulated-clouds.ts';
import { createSelfSignedCertificate } from '../../api-mock/certificate.ts';
import { createMachineApi } from './machine-api.ts';
import { createNetworkLink } from './network-link.ts';
import { createProcessor } from './processor.ts';

const event = '{"type":"ADDED","object":{"metadata":{"name":"one"}}}\n';

/** A server that answers everything and leaves watches open, a machine that calls it, and another one. */
async function openStage() {
  const paths: string[] = [];
  const watches: ServerResponse[] = [];
  const server = createServer((request, response) => {
    paths.push(request.url ?? '');
    if (!request.url?.includes('watch')) return response.end('{}');
    watches.push(response.on('close', () => watches.splice(watches.indexOf(response), 1)));
    return response.write(event);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  const [processor, link] = [createProcessor(), createNetworkLink()];
  const ca = createSelfSignedCertificate({ hosts: ['127.0.0.1'], nowMs: Date.now() }).certificatePem;
  const access = { server: `http://127.0.0.1:${port}`, ca, credentials: { kind: 'anonymous' } } as const;
  const api = createMachineApi(access, { processor, link });
  const other = createMachineApi(access, { processor: createProcessor(), link: createNetworkLink() });
  const close = async (): Promise<void> => {
    await Promise.all([api.destroy(), other.destroy()]);
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return { api, other, processor, link, paths, watches, [Symbol.asyncDispose]: close };
}

describe('calls of a machine', () => {
  it('are not sent while it is frozen, and are sent when it thaws', async () => {
    await using stage = await openStage();
    stage.processor.freeze();
    const answer = stage.api.get('/objects');
    await stage.other.get('/other');
    expect(stage.paths).toEqual(['/other']);
    stage.processor.thaw();
    expect(await answer).toEqual({});
    expect(stage.paths).toEqual(['/other', '/objects']);
  });

  it('show what a watch brought during a freeze only after it', async () => {
    await using stage = await openStage();
    const events = stage.api.watch('/objects?watch=true')[Symbol.asyncIterator]();
    expect(await events.next()).toMatchObject({ value: { type: 'ADDED' } });
    stage.processor.freeze();
    const order: string[] = [];
    const next = events.next().then(() => order.push('seen'));
    stage.watches[0]?.write(event);
    await stage.other.get('/other');
    order.push('thaw');
    stage.processor.thaw();
    await next;
    expect(order).toEqual(['thaw', 'seen']);
  });

  it('fail at once while the network is cut, and work again afterwards', async () => {
    await using stage = await openStage();
    stage.link.cut();
    await expect(stage.api.get('/objects')).rejects.toThrow('Error sending GET /objects: The network is cut');
    expect(stage.paths).toEqual([]);
    stage.link.restore();
    expect(await stage.api.get('/objects')).toEqual({});
  });

  it('that are on their way when the network is cut end, watches too', async () => {
    await using stage = await openStage();
    const events = stage.api.watch('/objects?watch=true')[Symbol.asyncIterator]();
    await events.next();
    stage.link.cut();
    await expect(events.next()).rejects.toThrow('The network is cut');
    await until(() => stage.watches.length === 0);
  });
});
