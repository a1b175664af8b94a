import { z } from 'zod';
import { InvalidRequestError, ThrottledError } from '../errors.ts';
import type { CallContext, HetznerClient } from './client.ts';

/** Switches a server on that was created and left off; one that another action holds is being started already. */
export async function startServer(client: HetznerClient, id: number, context: CallContext): Promise<void> {
  try {
    await client.call({ method: 'POST', path: `/servers/${id}/actions/poweron`, answer: z.unknown() }, context);
  } catch (error) {
    if (error instanceof ThrottledError && error.details.code === 'locked') return;
    if (error instanceof InvalidRequestError) return;
    throw error;
  }
}
