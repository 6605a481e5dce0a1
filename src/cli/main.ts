#!/usr/bin/env node
import './v8-flags.ts';
import { run } from './run.ts';

// Not process.exit: what is still on its way to a pipe must arrive, and a server must keep running.
process.exitCode = await run(process.argv.slice(2), process);
