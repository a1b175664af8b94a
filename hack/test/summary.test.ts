import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { addUp, readTestReport, summaryLine } from './summary.ts';

let folder: string;
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'summary-'))));
afterEach(() => rmSync(folder, { recursive: true }));

function report(counts: object): string {
  const file = join(folder, 'report.json');
  writeFileSync(
    file,
    JSON.stringify({ numPassedTests: 0, numFailedTests: 0, numPendingTests: 0, numTodoTests: 0, ...counts }),
  );
  return file;
}

describe('the sum of a test run', () => {
  it('counts what the report says, and what is not run as skipped', () => {
    const file = report({ numPassedTests: 7, numFailedTests: 2, numPendingTests: 1, numTodoTests: 1 });
    expect(readTestReport(file, 1)).toEqual({ passed: 7, failed: 2, skipped: 2 });
  });

  it('is a failure when everything passed and the run failed all the same', () => {
    expect(readTestReport(report({ numPassedTests: 7 }), 1)).toEqual({ passed: 7, failed: 1, skipped: 0 });
  });

  it('is a failure when there is no report', () => {
    expect(readTestReport(join(folder, 'none.json'), 0)).toEqual({ passed: 0, failed: 1, skipped: 0 });
  });

  it('is one line over all runs', () => {
    const counts = [
      { passed: 1, failed: 0, skipped: 0 },
      { passed: 2, failed: 1, skipped: 3 },
    ];
    expect(summaryLine(addUp(counts))).toBe('3 passed, 1 failed, 3 skipped');
  });
});
