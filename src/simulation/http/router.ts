/** One operation of a simulated API. */
export interface Route<Handler> {
  /** Name by which faults select the operation, for example `create-server`. */
  readonly name: string;
  readonly method: string;
  /** Path with parameters in braces, for example `/v1/servers/{id}`. */
  readonly template: string;
  readonly handle: Handler;
}

/** A route that fits a request, with the decoded path parameters. */
export interface RouteMatch<Handler> {
  readonly route: Route<Handler>;
  readonly params: Readonly<Record<string, string>>;
}

/** Finds a request's route. */
export interface Router<Handler> {
  match(method: string, path: string): RouteMatch<Handler> | undefined;
}

interface Compiled<Handler> {
  readonly route: Route<Handler>;
  readonly segments: readonly string[];
}

/** A router over the routes; the first that fits wins. Parameters match one path segment each. */
export function createRouter<Handler>(routes: readonly Route<Handler>[]): Router<Handler> {
  // A request is compared with the routes of its method and length only.
  const bySize = new Map<string, Compiled<Handler>[]>();
  for (const route of routes) {
    const segments = route.template.split('/');
    const size = `${route.method} ${segments.length}`;
    bySize.set(size, [...(bySize.get(size) ?? []), { route, segments }]);
  }
  return {
    match(method, path) {
      const actual = path.split('/');
      for (const { route, segments } of bySize.get(`${method} ${actual.length}`) ?? []) {
        const params = bind(segments, actual);
        if (params !== undefined) return { route, params };
      }
      return undefined;
    },
  };
}

function bind(segments: readonly string[], actual: readonly string[]): Record<string, string> | undefined {
  const params: Record<string, string> = {};
  for (const [index, segment] of segments.entries()) {
    const value = actual[index] ?? '';
    if (!segment.startsWith('{')) {
      if (segment !== value) return undefined;
      continue;
    }
    const decoded = decodeSegment(value);
    if (decoded === undefined || decoded === '') return undefined;
    params[segment.slice(1, -1)] = decoded;
  }
  return params;
}

function decodeSegment(value: string): string | undefined {
  try {
    return decodeURIComponent(value);
  } catch {
    return undefined;
  }
}
