import { describe, expect, it } from 'vitest';
import { statusRows, statusTable } from './dev-status.ts';
import { writePidFile } from './pid-file.ts';
import { identifyProcess } from './process-identity.ts';
import { openStateDirectory } from './state-directory.ts';
import { temporaryFolder } from './temporary-folder.ts';

const record = {
  environment: {},
  processes: [
    { name: 'etcd', address: '-' },
    { name: 'run', address: 'http://127.0.0.1:1' },
    { name: 'simulate', address: 'http://127.0.0.1:2' },
  ],
};

describe('statusRows', () => {
  it('tells a running process from one that does not answer and one that is dead', async () => {
    using folder = temporaryFolder();
    const state = openStateDirectory(folder.path);
    const self = identifyProcess(process.pid);
    if (self === undefined) throw new Error('no /proc');
    for (const name of ['etcd', 'run']) writePidFile(state.pidFile(name), self);
    writePidFile(state.pidFile('simulate'), { pid: self.pid, startTicks: '1' });
    const rows = await statusRows(state, record, () => Promise.reject(new Error('refused')));
    expect(rows.map(({ service, pid, ready }) => [service, pid, ready])).toEqual([
      ['etcd', `${process.pid}`, 'yes'],
      ['run', `${process.pid}`, 'no'],
      ['simulate', '-', 'no'],
    ]);
  });
});

describe('statusTable', () => {
  it('aligns its columns', () => {
    const rows = [
      { service: 'kube-apiserver', pid: '12', ready: 'yes', address: 'https://127.0.0.1:6443', log: '/a/b.log' },
      { service: 'run', pid: '-', ready: 'no', address: '-', log: '-' },
    ] as const;
    expect(statusTable(rows)).toBe(
      [
        'SERVICE         PID  READY  ADDRESS                 LOG',
        'kube-apiserver  12   yes    https://127.0.0.1:6443  /a/b.log',
        'run             -    no     -                       -',
      ].join('\n'),
    );
  });
});
