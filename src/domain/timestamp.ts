/** A moment, in milliseconds since the epoch, as Kubernetes writes it: RFC 3339 in UTC, cut to whole seconds. */
export function timestampOf(ms: number): string {
  return new Date(ms).toISOString().replace(/\.\d+Z$/, 'Z');
}
