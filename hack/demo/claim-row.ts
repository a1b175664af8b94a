import { alignCells } from './text-table.ts';

/** What the watch shows of a claim; empty where nothing is known yet. */
export interface SeenClaim {
  readonly name: string;
  readonly uid: string;
  readonly nodePool: string;
  readonly provider: string;
  readonly region: string;
  readonly instanceType: string;
  readonly phase: string;
  /** RFC 3339. */
  readonly createdAt: string;
}

const fields = [
  '{.metadata.name}',
  '{.metadata.uid}',
  '{.spec.nodePoolRef.name}',
  '{.status.provider}',
  '{.status.region}',
  '{.status.instanceType}',
  '{.status.phase}',
  '{.metadata.creationTimestamp}',
];

// No tabs: kubectl turns them into blanks while it watches. None of the fields can hold a bar.
const SEPARATOR = '|';

/** Template for `kubectl get -o jsonpath`: one line for each claim, read by {@link parseClaimLine}. */
export const claimJsonPath = `${fields.join(SEPARATOR)}{"\\n"}`;

/** Reads a line of {@link claimJsonPath}; undefined for anything else. */
export function parseClaimLine(line: string): SeenClaim | undefined {
  const cells = line.split(SEPARATOR);
  if (cells.length !== fields.length) return undefined;
  const [
    name = '',
    uid = '',
    nodePool = '',
    provider = '',
    region = '',
    instanceType = '',
    phase = '',
    createdAt = '',
  ] = cells;
  return { name, uid, nodePool, provider, region, instanceType, phase, createdAt };
}

// Names of claims and instance types of both clouds fit; a longer one shifts its row only.
const widths = [22, 11, 8, 6, 11, 12, 0];

/** The headings of `kubectl get nodeclaims`. */
export const claimHeading = alignCells(['NAME', 'NODEPOOL', 'PROVIDER', 'REGION', 'INSTANCE', 'PHASE', 'AGE'], widths);

/** A claim as `kubectl get nodeclaims` prints it. */
export function claimRow(claim: SeenClaim, nowMs: number): string {
  const { name, nodePool, provider, region, instanceType, phase, createdAt } = claim;
  const age = `${Math.max(0, Math.floor((nowMs - Date.parse(createdAt)) / 1000))}s`;
  return alignCells([name, nodePool, provider, region, instanceType, phase, age], widths);
}

/** Whether two rows differ in more than their age. */
export function looksDifferent(a: SeenClaim | undefined, b: SeenClaim): boolean {
  return a === undefined || claimRow(a, 0) !== claimRow(b, 0);
}
