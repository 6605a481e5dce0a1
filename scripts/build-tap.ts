/**
 * tap builds itself from the plugins that package.json names, but fixes the arguments of a run before it does: the
 * first run after an installation would still load the TypeScript plugin, which breaks on TypeScript 7. So tap is built
 * beforehand, where it has not been.
 */
import { execSync } from 'node:child_process';
import { t } from 'tap';

if (t.pluginSignature.includes('@tapjs/typescript')) execSync('tap build', { stdio: 'inherit' });
