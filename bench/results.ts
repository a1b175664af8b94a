import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import { isMet } from './figure.ts';
import type { Figure } from './figure.ts';

const figureSchema = z.object({
  name: z.string(),
  unit: z.enum(['ms', 'MB', '% of a core', 'events', 'signals', 'requests']),
  n: z.number(),
  p50: z.number(),
  p95: z.number(),
  max: z.number(),
  target: z.object({ p50: z.number().exactOptional(), max: z.number().exactOptional() }).exactOptional(),
});

const resultSchema = z.object({
  scenario: z.string(),
  title: z.string(),
  /** ISO 8601. */
  date: z.string(),
  command: z.string(),
  machine: z.string(),
  /** Processes that wanted a core on average over the last minute, before and after. */
  load: z.object({ before: z.number(), after: z.number() }),
  commit: z.string(),
  figures: z.array(figureSchema),
});

/** One scenario's figures and how they came about. */
export type Result = z.infer<typeof resultSchema>;

const folder = new URL('./', import.meta.url);
const jsonFile = new URL('results.json', folder);

/** Puts new results in place of older ones of the same scenarios; the others stay. */
export function storeResults(results: readonly Result[], order: readonly string[]): void {
  const stored = existsSync(jsonFile) ? z.array(resultSchema).parse(JSON.parse(readFileSync(jsonFile, 'utf8'))) : [];
  const byName = new Map([...stored, ...results].map((result) => [result.scenario, result]));
  const all = order.flatMap((name) => byName.get(name) ?? []);
  writeFileSync(jsonFile, `${JSON.stringify(all, undefined, 2)}\n`);
  writeFileSync(new URL('RESULTS.md', folder), renderResults(all));
}

/** The results as a page for people. */
export function renderResults(results: readonly Result[]): string {
  const intro = [
    '# Speed and memory',
    '',
    'Written by `npm run bench` (bench/run.ts), which takes names of scenarios and `--runs=<n>`. Real API server, scheduler and',
    'Temporal on the same machine; simulated clouds with hollow machines in a process of their own. Percentiles by nearest rank.',
    'Rows with a dot explain the figure above them. The samples are not kept; the same figures stand in results.json.',
  ];
  return `${[...intro, ...results.flatMap(section)].join('\n')}\n`;
}

function section(result: Result): readonly string[] {
  const { scenario, title, date, command, machine, load, commit, figures } = result;
  return [
    '',
    `## ${scenario}`,
    '',
    `${title}.`,
    '',
    `\`${command}\`, ${date}, commit ${commit}, ${machine}, load average ${load.before.toFixed(1)} before and ${load.after.toFixed(1)} after.`,
    '',
    '| figure | target | p50 | p95 | max | n | met |',
    '|---|---|---:|---:|---:|---:|---|',
    ...figures.map(row),
  ];
}

function row(measured: Figure): string {
  const { name, unit, p50, p95, max, n } = measured;
  const met = isMet(measured);
  const verdict = met === undefined ? '' : met ? 'yes' : '**no**';
  return `| ${name} | ${targetText(measured)} | ${number(p50)} ${unit} | ${number(p95)} | ${number(max)} | ${n} | ${verdict} |`;
}

function targetText({ target, unit }: Figure): string {
  const { p50, max } = target ?? {};
  const parts = [p50 === undefined ? [] : [`p50 ≤ ${p50} ${unit}`], max === undefined ? [] : [`max ≤ ${max} ${unit}`]];
  return parts.flat().join(', ');
}

function number(value: number): string {
  return value >= 100 || Number.isInteger(value) ? value.toFixed(0) : value.toFixed(1);
}
