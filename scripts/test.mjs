// SPDX-License-Identifier: Apache-2.0
// npm test: installs, builds and runs everything that CI runs. Ends with one line that counts the tests.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from './build.mjs';
import { provideChromium } from './chromium.mjs';
import { bin, root, run } from './process.mjs';
import { buildBridge } from './resolve/bundle.mjs';

const started = Date.now();
const stage = (title) => console.log(`\n── ${title} (${Math.round((Date.now() - started) / 1000)} s)`);

stage('Install and build');
await build();

stage('Types');
run(bin('tsc'), ['-p', 'test']);

stage('Lint, format, dependency directions, licences');
run(bin('biome'), ['check', '.']);
run('node', ['scripts/lint-dependencies.mjs']);
run('node', ['scripts/lint-uxp.mjs']);
run('node', ['scripts/third-party.mjs', '--check']);

stage('A browser for the browser tests');
const chromium = provideChromium();
if (chromium) console.log(chromium);

stage('Native tests, address and undefined-behaviour sanitizer');
const native = nativeTests();
const bridge = bridgeTests();

stage('Unit, command-line and end-to-end tests');
const vitest = vitestTests();

const passed = native.passed + bridge.passed + vitest.passed;
const failed = native.failed + bridge.failed + vitest.failed;
stage('Done');
if (vitest.skipped > 0)
  console.log(
    `Skipped tests say why above (most need optional models or pictures that are not part of the project).`,
  );
console.log(`sfumato: ${passed} passed, ${failed} failed, ${vitest.skipped} skipped`);
process.exit(failed > 0 || vitest.failedToRun || native.failedToRun || bridge.failedToRun ? 1 : 0);

function nativeTests() {
  const folder = 'native/build/sanitize';
  const options = ['-DSFUMATO_ADDON=OFF', '-DSFUMATO_TESTS=ON', '-DSFUMATO_SANITIZE=ON'];
  run('cmake', ['-S', 'native', '-B', folder, ...options, '--log-level=WARNING']);
  run('cmake', ['--build', folder, '--parallel', '2']);
  return runSuite(join(root, folder, 'sfumato_tests'));
}

/** The OpenFX bridge: the plugin's parts and the engine client. */
function bridgeTests() {
  const suites = ['sfumato_openfx_tests', 'client/sfumato_client_tests'];
  const options = ['-DSFUMATO_TESTS=ON', '-DSFUMATO_SANITIZE=address,undefined'];
  const targets = suites.map((suite) => suite.split('/').at(-1));
  const folder = buildBridge('sanitize', targets, options);
  const results = suites.map((suite) => runSuite(join(folder, suite)));
  return {
    passed: results.reduce((sum, { passed }) => sum + passed, 0),
    failed: results.reduce((sum, { failed }) => sum + failed, 0),
    failedToRun: results.some(({ failedToRun }) => failedToRun),
  };
}

/** Runs a program of C++ tests, which ends with a line that counts them. */
function runSuite(program) {
  const result = spawnSync(program, [], { cwd: root, encoding: 'utf8' });
  process.stdout.write(result.stdout);
  process.stderr.write(result.stderr);
  const counts = /: (\d+) passed, (\d+) failed\s*$/.exec(result.stdout);
  return {
    passed: Number(counts?.[1] ?? 0),
    failed: Number(counts?.[2] ?? 0),
    failedToRun: result.status !== 0,
  };
}

function vitestTests() {
  const folder = mkdtempSync(join(tmpdir(), 'sfumato-test-'));
  const report = join(folder, 'report.json');
  try {
    const result = spawnSync(
      bin('vitest'),
      ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`],
      {
        cwd: root,
        stdio: 'inherit',
        env: { ...process.env, ...(chromium && { SFUMATO_CHROMIUM: chromium }) },
      },
    );
    const { numPassedTests, numFailedTests, numPendingTests } = JSON.parse(readFileSync(report, 'utf8'));
    return {
      passed: numPassedTests,
      failed: numFailedTests,
      skipped: numPendingTests,
      failedToRun: result.status !== 0,
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
