/** The merge patch that turns one status into another: fields that are gone are set to null, or they would stay. */
export function statusPatch<T extends object>(previous: T, next: T): { readonly [K in keyof T]?: T[K] | null } {
  const gone = Object.keys(previous).filter((key) => !(key in next));
  return { ...next, ...Object.fromEntries(gone.map((key) => [key, null])) };
}
