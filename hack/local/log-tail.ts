import { readFileSync } from 'node:fs';

/** The last lines of a log (default 15), for error messages; a sentence instead when it is empty or unreadable. */
export function lastLines(path: string, count = 15): string {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    return '(no log was written)';
  }
  const lines = text.trimEnd().split('\n').slice(-count);
  return lines.join('\n') || '(the log is empty)';
}
