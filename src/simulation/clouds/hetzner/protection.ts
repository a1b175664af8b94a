import { z } from 'zod';
import { jsonResponse } from '../../http/exchange.ts';
import { runAction, startAction } from './actions.ts';
import { renderAction } from './render.ts';
import { onResource, readBody } from './resources.ts';
import type { ActionResource, HetznerAccount, HetznerHandler } from './state.ts';

const protectionSchema = z.looseObject({ delete: z.boolean().optional() });

/** `change_protection` of a kind that can only be protected against deletion. */
export function changeProtection<Entry extends { readonly id: number; isProtected: boolean }>(
  kind: { readonly kind: string; readonly all: (account: HetznerAccount) => ReadonlyMap<number, Entry> },
  type: ActionResource['type'],
): HetznerHandler {
  return onResource(kind, (account, entry, { request }) => {
    const body = readBody(protectionSchema, request);
    if ('refusal' in body) return body.refusal;
    entry.isProtected = body.value.delete ?? entry.isProtected;
    const action = startAction(account, 'change_protection', [{ id: entry.id, type }]);
    return jsonResponse(201, { action: renderAction(runAction(account, action, () => undefined)) });
  });
}
