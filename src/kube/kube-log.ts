/** The part of a logger that this folder needs; a pino logger is one. */
export interface KubeLog {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
}
