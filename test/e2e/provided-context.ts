declare module 'vitest' {
  interface ProvidedContext {
    /** Path of a kubeconfig of the local control plane with all rights. */
    kubeconfig: string;
    /** URL of its API server. */
    apiServer: string;
    /** Path of kubectl. */
    kubectl: string;
    /** Path of the Temporal CLI. */
    temporal: string;
    /** Host and port of the local Temporal server. */
    temporalAddress: string;
    /** Folder of the local stack that all end-to-end tests share. */
    stateDir: string;
  }
}
export {};
