import { describe, expect, it } from 'vitest';
import { officialReleases, publishedSum, releaseOf } from './releases.ts';

const platform = { os: 'linux', arch: 'arm64' } as const;
const sum = 'AB'.repeat(32);

describe('releaseOf', () => {
  it.each([
    ['kubelet', 'https://dl.k8s.io/release/v1.34.3/bin/linux/arm64/kubelet'],
    ['etcd', 'https://github.com/etcd-io/etcd/releases/download/v3.6.4/etcd-v3.6.4-linux-arm64.tar.gz'],
    ['temporal', 'https://github.com/temporalio/cli/releases/download/v1.8.2/temporal_cli_1.8.2_linux_arm64.tar.gz'],
  ] as const)('names the file of %s', (program, url) => {
    expect(releaseOf(program, platform, officialReleases).url).toBe(url);
  });
});

describe('publishedSum', () => {
  it.each([
    ['a bare sum', `${sum}\n`],
    ['a list', `${'0'.repeat(64)}  other\n${sum}  kubectl\n`],
    ['a list in binary mode', `${sum} *kubectl\n`],
  ])('finds it in %s', (_, text) => {
    expect(publishedSum(text, 'kubectl')).toBe(sum.toLowerCase());
  });

  it.each([['<html>Not found</html>'], [''], [`${sum}  other\n`], ['abc  kubectl']])('finds none in %j', (text) => {
    expect(publishedSum(text, 'kubectl')).toBeUndefined();
  });
});
