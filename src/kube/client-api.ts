import type { KubeObject, NewObject, ObjectKey, Resource } from './resource.ts';

/** Options every call takes. */
export interface CallOptions {
  /** Ends the call early; its reason is thrown as it is. */
  readonly signal?: AbortSignal | undefined;
  /** Deadline of this call in milliseconds; default: the client's (30 000). */
  readonly timeoutMs?: number | undefined;
}

/** Narrows a list or watch. */
export interface ListOptions extends CallOptions {
  /** Default: all namespaces. */
  readonly namespace?: string | undefined;
  readonly labelSelector?: string | undefined;
  readonly fieldSelector?: string | undefined;
  /** Objects fetched at once; default 500. */
  readonly limit?: number | undefined;
}

/** Objects and the version they were read at. */
export interface ObjectList<T> {
  readonly items: readonly T[];
  readonly resourceVersion: string;
}

/** A partial object: values replace, null removes, undefined leaves alone; arrays are replaced whole (RFC 7386). */
export type MergePatch<T> = T extends readonly unknown[]
  ? T
  : T extends object
    ? { readonly [K in keyof T]?: MergePatch<T[K]> | null | undefined }
    : T;

/** One step of a JSON patch (RFC 6902). A failed `test` is an InvalidError. */
export type JsonPatchOperation =
  | { readonly op: 'add' | 'replace' | 'test'; readonly path: string; readonly value: unknown }
  | { readonly op: 'remove'; readonly path: string };

/** A patch of any type; see PatchOptions.type. */
export type KubePatch<T extends KubeObject> = MergePatch<T> | readonly JsonPatchOperation[];

/** How a patch is sent. */
export interface PatchOptions extends CallOptions {
  readonly subresource?: 'status' | 'approval' | 'scale' | 'eviction';
  /** Default `merge`. `apply` is server-side apply and needs a fieldManager. */
  readonly type?: 'merge' | 'json' | 'apply';
  readonly fieldManager?: string;
  /** Change only this version; another one is a ConflictError. Not with `json`. */
  readonly resourceVersion?: string | undefined;
  /** With `apply`: take fields over from other managers. */
  readonly force?: boolean;
}

/** How an object is replaced. */
export interface ReplaceOptions extends CallOptions {
  readonly subresource?: 'status' | 'approval';
}

/** Preconditions and manner of a deletion. */
export interface DeleteOptions extends CallOptions {
  /** Delete only this very object; one of the same name with another uid is left alone, and that is success. */
  readonly uid?: string | undefined;
  /** Delete only this version; another one is a ConflictError. */
  readonly resourceVersion?: string | undefined;
  /** Seconds; 0 is a forced deletion. */
  readonly gracePeriodSeconds?: number | undefined;
  readonly propagationPolicy?: 'Orphan' | 'Background' | 'Foreground' | undefined;
}

/** A request to a creating subresource, for example `pods/eviction` or `serviceaccounts/token`. */
export interface SubresourceRequest extends CallOptions {
  readonly subresource: string;
  readonly body: object;
}

/** Where a watch begins and how it ends. */
export interface WatchOptions extends ListOptions {
  /** Version of a list or of the last event seen; changes after it are sent. */
  readonly resourceVersion: string;
  /** The API server ends the watch after this time. */
  readonly timeoutSeconds: number;
  /** Longest silence in milliseconds; bookmarks come about once a minute. Default 90 000. */
  readonly idleTimeoutMs?: number | undefined;
}

/** One change, or a bookmark: "everything up to this version was sent". */
export type WatchEvent<T> =
  | { readonly type: 'ADDED' | 'MODIFIED' | 'DELETED'; readonly object: T }
  | { readonly type: 'BOOKMARK'; readonly resourceVersion: string };

/**
 * The Kubernetes API as this program uses it. Every method throws the errors of errors.ts, has a deadline, and never
 * repeats a request, but for a 401 to cached credentials. Objects are trusted as the API server validated them.
 */
export interface KubeClient {
  /** Reads one object; NotFoundError when it is not there. */
  get<T extends KubeObject>(resource: Resource<T>, key: ObjectKey, options?: CallOptions): Promise<T>;
  /** Reads one object, or undefined when it is not there. */
  find<T extends KubeObject>(resource: Resource<T>, key: ObjectKey, options?: CallOptions): Promise<T | undefined>;
  /** Reads all objects, page by page. Begins again when the pages expire in the middle (GoneError after three times). */
  list<T extends KubeObject>(resource: Resource<T>, options?: ListOptions): Promise<ObjectList<T>>;
  /** The same one page at a time, so that not everything is in memory at once. Throws GoneError when the pages expire. */
  listPages<T extends KubeObject>(resource: Resource<T>, options?: ListOptions): AsyncIterable<ObjectList<T>>;
  /** Creates an object; AlreadyExistsError when one of that name stands. */
  create<T extends KubeObject>(resource: Resource<T>, object: NewObject<T>, options?: CallOptions): Promise<T>;
  /** Changes an object. A `metadata.resourceVersion` in the patch is a precondition: ConflictError when it is old. */
  patch<T extends KubeObject>(
    resource: Resource<T>,
    key: ObjectKey,
    patch: KubePatch<T>,
    options?: PatchOptions,
  ): Promise<T>;
  /** Writes a whole object as it was read; ConflictError when it changed meanwhile. Only for types this program knows in full. */
  replace<T extends KubeObject>(resource: Resource<T>, object: T, options?: ReplaceOptions): Promise<T>;
  /** Asks for deletion. An object that is not there is success. */
  delete<T extends KubeObject>(resource: Resource<T>, key: ObjectKey, options?: DeleteOptions): Promise<void>;
  /** POSTs to a subresource of an object and gives the answer unchecked. */
  createSubresource<T extends KubeObject>(
    resource: Resource<T>,
    key: ObjectKey,
    request: SubresourceRequest,
  ): Promise<unknown>;
  /** GETs any path, for example `/version` or `/readyz`, as text. */
  getRaw(path: string, options?: CallOptions): Promise<string>;
  /** Changes as they happen, bookmarks included. Ends when the API server ends it; throws on everything else. */
  watch<T extends KubeObject>(resource: Resource<T>, options: WatchOptions): AsyncIterable<WatchEvent<T>>;
  /** Waits for open calls and closes the connections; end watches first. */
  close(): Promise<void>;
}
