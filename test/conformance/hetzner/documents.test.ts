import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { hetznerRoutes } from '../../../src/simulation/clouds/hetzner/cloud.ts';
import { absentFields, absentOperations } from './absent.ts';

const read = (path: string): string => readFileSync(join(import.meta.dirname, path), 'utf8');
const page = read('../../../docs/simulation.md');

/** Text between a heading and the next one. */
function section(heading: string): string {
  return page.split(`${heading}\n`)[1]?.split(/^#+ /m)[0] ?? '';
}

describe('docs/simulation.md', () => {
  it('lists exactly what the simulated Hetzner lacks, and none of it is there', () => {
    const rows = [...section('### What the simulated Hetzner lacks').matchAll(/^\| `([^`]+)` \|/gm)].map(
      ([, row]) => row,
    );
    expect(rows.toSorted()).toEqual([...absentOperations, ...absentFields].toSorted());
    const present = hetznerRoutes.map(({ method, template }) => `${method} ${template.replace(/^\/v1/, '')}`);
    expect(present.filter((operation) => absentOperations.includes(operation))).toEqual([]);
  });

  it("names the versions of the vendor's clients that are run", () => {
    const python = /^hcloud==(\S+)/m.exec(read('python/requirements.txt'))?.[1];
    const go = /hcloud-go\/v2 v(\S+)/.exec(read('go/go.mod'))?.[1];
    const table = section('## Hetzner beside the real one');
    expect(table).toContain(`\`hcloud\` ${python} and`);
    expect(table).toContain(`\`hcloud-go\` ${go}, `);
  });
});
