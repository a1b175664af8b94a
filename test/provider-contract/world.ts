import type { ProviderSettings } from '../../src/providers/settings.ts';
import type { ProviderDeadlines } from '../../src/providers/deadlines.ts';
import type { CloudProvider, InstanceRequest } from '../../src/providers/provider.ts';
import type { VendorCode } from './vendor-codes.ts';
import type { FaultRule } from '../../src/simulation/faults/rule.ts';

/** A server as the cloud's own bookkeeping shows it. */
export interface SeenServer {
  readonly id: string;
  readonly name: string;
  readonly poweredOn: boolean;
  readonly userDataBytes: number;
}

/** One provider over a cloud that can be made to fail; nothing survives the world. */
export interface ProviderWorld extends AsyncDisposable {
  readonly settings: ProviderSettings;
  /** The provider of this cluster; other deadlines make another registry. */
  provider(deadlines?: Partial<ProviderDeadlines>): CloudProvider;
  /** A provider of another cluster that uses the same account. */
  otherCluster(): CloudProvider;
  /** A provider whose endpoint nobody listens on. */
  unreachable(): CloudProvider;
  request(overrides?: Partial<InstanceRequest>): InstanceRequest;
  /** Makes the cloud fail; the operations are those of the simulation. */
  arm(fault: Omit<FaultRule, 'provider'>): Promise<void>;
  disarm(): Promise<void>;
  /** Requests that the cloud received for an operation; without one all. */
  received(operation?: string): Promise<number>;
  /** Requests that the cloud received more than once, as method and path. */
  repeated(): Promise<readonly string[]>;
  servers(): Promise<readonly SeenServer[]>;
  /** Servers, volumes and addresses of the account. */
  resources(): Promise<number>;
  /** A server that carries our name and nobody's labels. */
  addForeign(name: string): Promise<void>;
  /** Something of ours beside the instance that costs money and goes with nothing; nothing where the cloud has no such thing. */
  leaveBehind(instanceId: string): Promise<void>;
  /** Servers that this cluster owns, each for a claim of its own. */
  fill(count: number): Promise<void>;
  /** Marks the type as sold out in the vendor's catalogue and at its orders. */
  sellOut(instanceType: string): Promise<void>;
  /** Takes the type's price out of the vendor's catalogue. */
  hidePrice(instanceType: string): Promise<void>;
  /** Marks the type as no longer sold. */
  endSale(instanceType: string): Promise<void>;
}

/** What differs between clouds and is no defect. */
export interface ProviderTraits {
  readonly name: string;
  /** Whether the cloud refuses a second server with the same name. */
  readonly namesAreUnique: boolean;
  /** Entries of the largest page of a list. */
  readonly pageSize: number;
  /** Ids that must not reach a URL. */
  readonly badIds: readonly string[];
  /** A well-formed id of nothing. */
  readonly absentId: string;
  /** Requests after the create that a crash may come before, by the simulation's names. */
  readonly stepsAfterCreate: readonly string[];
  /** Every code of the vendor. */
  readonly codes: readonly VendorCode[];
  /** Codes that a create may fail with after it was accepted, each with the name of the error class it ends in. */
  readonly lateCodes: readonly (readonly [code: string, ends: string])[];
  /** Absent for a cloud that is not reached by HTTP; then the rows about it do not apply. */
  readonly http?: HttpTraits;
  /** EUR per hour of the request's type with disk and address, net, from the vendor's price list. */
  readonly fullPrice: number;
  readonly make: () => Promise<ProviderWorld>;
}

/** What only a cloud behind HTTP has. */
export interface HttpTraits {
  /** Fields that answers may gain one day, by their paths (`edit-answer` of the simulation). */
  readonly unknownFields: Readonly<Record<string, string>>;
}
