import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Client } from '@temporalio/client';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { DefaultLogger, Runtime, Worker } from '@temporalio/worker';

// Replays are workers to the SDK, which tells of each of their states.
Runtime.install({ logger: new DefaultLogger('ERROR') });

/** The prebuilt bundle that the controller under test runs. */
export const workflowBundle = { codePath: fileURLToPath(new URL('../../../dist/workflow-bundle.js', import.meta.url)) };

/** One history as the CLI would show it. */
export interface RecordedHistory {
  readonly workflowId: string;
  readonly type: string;
  /** JSON, as Worker.runReplayHistory takes it. */
  readonly json: string;
  readonly events: number;
}

/** Every history on the server that has to do with these claims. */
export async function readHistories(
  client: Client,
  claimUids: ReadonlySet<string>,
): Promise<readonly RecordedHistory[]> {
  const found: RecordedHistory[] = [];
  for await (const info of client.workflow.list()) {
    if (![...claimUids].some((uid) => info.workflowId.endsWith(uid))) continue;
    const history = await client.workflow.getHandle(info.workflowId, info.runId).fetchHistory();
    found.push({
      workflowId: info.workflowId,
      type: info.type,
      json: historyToJSON(history),
      events: history.events?.length ?? 0,
    });
  }
  return found;
}

/** Replays the histories with the current bundle; gives the failures. */
export async function replay(histories: readonly RecordedHistory[]): Promise<readonly string[]> {
  const failures: string[] = [];
  for (const { workflowId, json } of histories) {
    try {
      await Worker.runReplayHistory({ workflowBundle }, JSON.parse(json), workflowId);
    } catch (error) {
      failures.push(`${workflowId}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  return failures;
}

/** Keeps histories for a person to look at, where HISTORIES_DIR names a folder. */
export function keepHistories(histories: readonly RecordedHistory[], folder: string | undefined): void {
  if (folder === undefined) return;
  mkdirSync(folder, { recursive: true });
  for (const { workflowId, json } of histories)
    writeFileSync(join(folder, `${workflowId.replaceAll('/', '_')}.json`), json);
}
