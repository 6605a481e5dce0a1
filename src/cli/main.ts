#!/usr/bin/env node
import './process.ts';
import { run } from './run.ts';

// Unlike process.exit, this lets output reach a pipe and a server keep running.
process.exitCode = await run(process.argv.slice(2), process);
