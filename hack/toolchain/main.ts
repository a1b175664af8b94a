import { toolchainOptionsFrom } from './environment.ts';
import { ensureToolchain } from './toolchain.ts';
import { allPrograms } from './versions.ts';

// Prints where each program is, and provides what is missing first: `node hack/toolchain/main.ts`.
try {
  const toolchain = await ensureToolchain(toolchainOptionsFrom(process.env, (line) => console.error(line)));
  for (const program of allPrograms) console.log(toolchain.path(program));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
