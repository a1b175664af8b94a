declare module 'vitest' {
  interface ProvidedContext {
    /** Path of a kubeconfig of the local control plane with all rights. */
    kubeconfig: string;
    /** Path of kubectl. */
    kubectl: string;
  }
}
export {};
