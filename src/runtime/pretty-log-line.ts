/** Turns a line of the JSON log into one for people: time, level, message, then the fields; stacks on lines of their own. */
export function formatLogLine(line: string): string {
  const { time, level, msg, err, ...fields } = parsed(line);
  const words = Object.entries(fields).map(([key, value]) => `${key}=${textOf(value)}`);
  const head = [clockOf(time), textOf(level).toUpperCase().padEnd(5), textOf(msg), ...words].join(' ');
  return `${head}${stackOf(err)}\n`;
}

function parsed(line: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? { ...value } : { msg: line.trimEnd() };
  } catch {
    return { msg: line.trimEnd() };
  }
}

/** Hours to milliseconds of an ISO time. */
function clockOf(time: unknown): string {
  return textOf(time).slice(11, 23);
}

function stackOf(error: unknown): string {
  if (typeof error !== 'object' || error === null) return '';
  const { stack, message }: { stack?: unknown; message?: unknown } = error;
  return `\n  ${textOf(stack ?? message).replaceAll('\n', '\n  ')}`;
}

function textOf(value: unknown): string {
  if (value === undefined) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
