import { testCommands } from '../run-commands.ts';

testCommands('others');
