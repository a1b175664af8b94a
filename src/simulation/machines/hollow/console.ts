/** What a machine prints: the only sight into one that does not join. */
export interface MachineConsole {
  /** Adds a line; the oldest go when there are too many. Give it no secret. */
  print(line: string): void;
  /** The lines, oldest first. */
  lines(): readonly string[];
}

/** Makes an empty console that keeps the last lines (default 200); each line also goes to the listener. */
export function createConsole(onLine: (line: string) => void, capacity = 200): MachineConsole {
  const kept: string[] = [];
  return {
    print: (line) => {
      kept.push(line);
      if (kept.length > capacity) kept.shift();
      onLine(line);
    },
    lines: () => [...kept],
  };
}
