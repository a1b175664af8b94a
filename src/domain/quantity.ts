/** Thrown for text that is no Kubernetes quantity; the message names the text and shows what one looks like. */
export class QuantityError extends Error {
  constructor(text: string) {
    super(`"${text}" is no Kubernetes quantity; write a number with an optional suffix, such as 500m, 1.5Gi or 2e3`);
    this.name = 'QuantityError';
  }
}

// Grammar and suffixes: k8s.io/apimachinery/pkg/api/resource. A lone E is exa, E with digits an exponent.
const quantityPattern = /^([+-]?)(\d+\.?\d*|\.\d+)(?:([numkMGTPE]|[KMGTPE]i)|[eE]([+-]?\d{1,2}))?$/;

const decimalExponents: Readonly<Record<string, number>> = {
  n: -9,
  u: -6,
  m: -3,
  k: 3,
  M: 6,
  G: 9,
  T: 12,
  P: 15,
  E: 18,
};
const binaryExponents: Readonly<Record<string, number>> = { Ki: 10, Mi: 20, Gi: 30, Ti: 40, Pi: 50, Ei: 60 };

const nanosPerUnit = 1_000_000_000n;

/**
 * The quantity in billionths of its unit. Finer fractions are rounded away from zero, as Kubernetes does.
 * Throws QuantityError.
 */
export function parseQuantity(text: string): bigint {
  const match = text.length > 64 ? null : quantityPattern.exec(text);
  if (match === null) throw new QuantityError(text);
  const [, sign = '', number = '', suffix = '', exponent = ''] = match;
  const [whole = '', fraction = ''] = number.split('.');
  const digits = BigInt(whole + fraction) * nanosPerUnit * (1n << BigInt(binaryExponents[suffix] ?? 0));
  const nanos = scaled(digits, (decimalExponents[suffix] ?? Number(exponent)) - fraction.length);
  return sign === '-' ? -nanos : nanos;
}

/** CPU in thousandths of a core, rounded up as the scheduler does. Exact below 2^53. Throws QuantityError. */
export function cpuMillis(text: string): number {
  return Number(ceilDivide(parseQuantity(text), nanosPerUnit / 1000n));
}

/** Bytes, or whole units of any resource but CPU, rounded up as the scheduler does. Exact below 2^53. Throws QuantityError. */
export function bytes(text: string): number {
  return Number(ceilDivide(parseQuantity(text), nanosPerUnit));
}

/** The shortest exact text: decimal (500m, 2k) or binary (1536Mi); what no binary suffix divides is written in decimal. */
export function formatQuantity(nanos: bigint, base: 'decimal' | 'binary' = 'decimal'): string {
  if (nanos === 0n) return '0';
  const suffixes = base === 'binary' ? binarySuffixes : decimalSuffixes;
  for (const [suffix, size] of suffixes) {
    if (nanos % size === 0n) return `${nanos / size}${suffix}`;
  }
  return formatQuantity(nanos, 'decimal');
}

/** Thousandths of a core as a quantity: 1500 is 1500m, 2000 is 2. */
export function formatCpu(millis: number): string {
  return formatQuantity(BigInt(Math.ceil(millis)) * (nanosPerUnit / 1000n));
}

/** Bytes as a quantity: 2147483648 is 2Gi. */
export function formatBytes(count: number): string {
  return formatQuantity(BigInt(Math.ceil(count)) * nanosPerUnit, 'binary');
}

const decimalSuffixes: readonly (readonly [string, bigint])[] = [
  ...['E', 'P', 'T', 'G', 'M', 'k'].map((suffix): readonly [string, bigint] => [
    suffix,
    nanosPerUnit * 10n ** BigInt(decimalExponents[suffix] ?? 0),
  ]),
  ['', nanosPerUnit],
  ['m', 1_000_000n],
  ['u', 1000n],
  ['n', 1n],
];

const binarySuffixes: readonly (readonly [string, bigint])[] = Object.entries(binaryExponents)
  .toReversed()
  .map(([suffix, exponent]) => [suffix, nanosPerUnit << BigInt(exponent)]);

function scaled(value: bigint, exponent: number): bigint {
  return exponent >= 0 ? value * 10n ** BigInt(exponent) : ceilDivide(value, 10n ** BigInt(-exponent));
}

function ceilDivide(value: bigint, divisor: bigint): bigint {
  const quotient = value / divisor;
  return value > 0n && value % divisor !== 0n ? quotient + 1n : quotient;
}
