import type { Listener, ListenerOptions } from '../http/listener.ts';
import { startListener } from '../http/listener.ts';
import { createRouter } from '../http/router.ts';
import { faultRoutes } from './fault-routes.ts';
import { refused } from './handler.ts';
import type { ControlledWorld } from './handler.ts';
import { machineRoutes } from './machine-routes.ts';
import { settingRoutes } from './setting-routes.ts';
import { viewRoutes } from './view-routes.ts';

const routes = [...viewRoutes, ...faultRoutes, ...machineRoutes, ...settingRoutes];

/** Starts the control endpoint (JSON, no authentication: it belongs on a local address). */
export function startControl(
  at: Pick<ListenerOptions, 'host' | 'port' | 'certificate'>,
  world: ControlledWorld,
): Promise<Listener> {
  const router = createRouter(routes);
  return startListener({
    ...at,
    now: world.now,
    handle: async (request) => {
      const match = router.match(request.method, request.path);
      if (match === undefined)
        return { kind: 'respond', response: refused(404, `No ${request.method} ${request.path} here`) };
      return { kind: 'respond', response: await match.route.handle(world, { request, params: match.params }) };
    },
  });
}
