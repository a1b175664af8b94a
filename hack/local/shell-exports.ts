/** Lines for `eval` in a POSIX shell: one export for each variable, its value quoted so that nothing in it is expanded. */
export function shellExports(variables: Readonly<Record<string, string>>): string {
  return Object.entries(variables)
    .map(([name, value]) => `export ${name}=${shellQuote(value)}\n`)
    .join('');
}

/** One word of a POSIX shell that stands for exactly this text. */
export function shellQuote(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
