import type { NodeClaim, NodeClass } from '../api/generated.ts';
import { nodeClaims, nodeClasses } from '../kube/cloudburst-resources.ts';
import { referenceTo } from '../kube/event-recorder.ts';
import type { EventRecorder } from '../kube/event-recorder.ts';

/** Something to tell the user beside an object. The message is one sentence without secrets. */
export interface Announcement {
  readonly reason: string;
  readonly message: string;
  /** What was tried, in CamelCase. */
  readonly action: string;
}

/** Events on NodeClaims, and on the NodeClasses by which they are launched. */
export interface Announcements {
  normal(claim: NodeClaim, announcement: Announcement): void;
  warn(claim: NodeClaim, announcement: Announcement): void;
  warnOfClass(nodeClass: NodeClass, announcement: Announcement): void;
}

export function announcementsThrough(recorder: EventRecorder): Announcements {
  const say = (claim: NodeClaim, type: 'Normal' | 'Warning', { reason, message, action }: Announcement): void =>
    recorder.record({ regarding: referenceTo(nodeClaims, claim), type, reason, action, note: message });
  return {
    normal: (claim, announcement) => say(claim, 'Normal', announcement),
    warn: (claim, announcement) => say(claim, 'Warning', announcement),
    warnOfClass: (nodeClass, { reason, message, action }) =>
      recorder.record({
        regarding: referenceTo(nodeClasses, nodeClass),
        type: 'Warning',
        reason,
        action,
        note: message,
      }),
  };
}
