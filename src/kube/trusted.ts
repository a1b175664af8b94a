/**
 * The one place where an answer gets its type. The API server has validated every object against its schema,
 * and checking 100 000 pods a second time would cost seconds.
 */
export function trusted<T>(value: unknown): T {
  return value as T;
}
