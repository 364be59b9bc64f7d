// Runs the tests of one file, or installs what they need.
//
//   run.mjs install PACKAGES_DIR      npm ci there, beside the build
//   run.mjs test FILE                 exit status 77: something is not there
//
// The environment says where the programs are; CMakeLists.txt sets it.

import {spawnSync} from 'node:child_process';
import {copyFileSync, existsSync, mkdirSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {fileURLToPath} from 'node:url';

const SKIPPED = 77;
const here = dirname(fileURLToPath(import.meta.url));

function install(dir) {
  mkdirSync(dir, {recursive: true});
  for (const file of ['package.json', 'package-lock.json']) {
    copyFileSync(join(here, file), join(dir, file));
  }
  const npm = spawnSync('npm', ['ci', '--ignore-scripts', '--no-audit',
    '--no-fund', '--prefer-offline'], {cwd: dir, stdio: 'inherit'});
  return npm.status === 0 ? 0 : SKIPPED;
}

function test(file) {
  const packages = join(process.env.WINNOW_BROWSER_PACKAGES, 'node_modules');
  for (const needed of [process.env.WINNOW_CHROMIUM,
    join(packages, 'playwright-core'), join(packages, 'axe-core')]) {
    if (!needed || !existsSync(needed)) {
      console.log(`skipped: ${needed || 'chromium'} is not there`);
      return SKIPPED;
    }
  }
  return spawnSync(process.execPath, ['--test', join(here, file)],
    {stdio: 'inherit'}).status ?? 1;
}

const [what, argument] = process.argv.slice(2);
process.exit(what === 'install' ? install(argument) : test(argument));
