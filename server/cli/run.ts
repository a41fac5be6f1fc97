// Runs one command of the command line and gives its exit code: 0 done, 1 failed, 2 wrong usage, 130 interrupted.
import type { World } from '../composeWorld.ts';
import { parseCommand } from './args.ts';
import type { Input, Output } from './output.ts';
import { helpText, schemaText, versionText } from './print.ts';
import { runChat } from './runChat.ts';
import { runComplete } from './runComplete.ts';
import { runConfig } from './runConfig.ts';
import { runDoctor } from './runDoctor.ts';
import { runEdit } from './runEdit.ts';
import { runModels } from './runModels.ts';
import { runUsage } from './runUsage.ts';

export async function runCommandLine(
  argv: readonly string[],
  world: World,
  version: string,
  output: Output,
  input: Input,
): Promise<number> {
  const command = parseCommand(argv);
  switch (command.kind) {
    case 'serve':
      return 0;
    case 'complete':
      return runComplete(command, world, output);
    case 'chat':
      return runChat(command, world, output, input);
    case 'edit':
      return runEdit(command, world, output, input);
    case 'doctor':
      return runDoctor(command, world, version, output);
    case 'usage':
      return runUsage(command, world, output);
    case 'models':
      return runModels(command, world, output);
    case 'config':
      return runConfig(command, output);
    case 'print-settings-schema':
      output.out(schemaText());
      return 0;
    case 'version':
      output.out(versionText(version));
      return 0;
    case 'help':
      output.out(helpText(command.about));
      return 0;
    case 'wrong':
      output.err(`codestral-lsp: ${command.message}\n`);
      return 2;
  }
}
